package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.DatabaseLockedException;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The pitfalls of file systems and of the JVM, on a real disk. */
class PitfallTest extends DatabaseTest {

    @Test
    void interruptOfACallerClosesNoFileForOthers() throws Exception {
        start(settings().maxFileSize(1 << 20).maxBufferSize(1 << 18).maxReadSize(1 << 20));
        ItemLocation stored = db.blocking().addDurably(item(200_000, 1));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < 4; number++) {
            boolean interrupted = number % 2 == 0;
            Thread thread = new Thread(() -> {
                try {
                    for (int round = 0; round < 300; round++) {
                        if (interrupted) {
                            Thread.currentThread().interrupt();
                        }
                        assertThat(db.blocking().read(stored)).hasValue(item(200_000, 1));
                        db.blocking().addDurably(item(10, round));
                        assertThat(Thread.interrupted()).as("the flag is kept").isEqualTo(interrupted);
                    }
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failure.get()).isNull();
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void secondOpenerInThisProcessDoesNotFreeTheLockForOtherProcesses() throws Exception {
        start();
        db.blocking().addDurably(item(10, 1));
        AioDiskDb second = settings().build();
        failure(DatabaseLockedException.class, second.start());
        second.close();

        assertThat(openInAnotherProcess()).contains("DatabaseLockedException");

        db.blocking().stop();
        assertThat(openInAnotherProcess()).contains("opened");
    }

    private String openInAnotherProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opener.class.getName(),
                        directory().toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    @Test
    void writesNothingToAFileThatWasDeletedByADrop() {
        start();
        db.blocking().addDurably(item(10, 1));
        db.blocking().dropIndex(0);

        ItemLocation next = db.blocking().addDurably(item(20, 2));

        reopenAfterCrash();
        assertStored(next, item(20, 2));
    }

    @Test
    void writesNothingToAFileThatAnLtrimHasReplaced() {
        start();
        db.blocking().addDurably(item(100, 1));
        db.blocking().ltrim(0, 50);

        ItemLocation next = db.blocking().addDurably(item(20, 2));

        reopenAfterCrash();
        assertStored(next, item(20, 2));
    }

    @Test
    void largeItemsPinNoDirectMemoryOfTheirSize() {
        start(settings().maxFileSize(256 << 20).maxTransactionSize(256 << 20).maxReadSize(64 << 20));
        Transaction transaction = db.transaction();
        transaction.add(new byte[48 << 20]);
        long before = directMemory();

        ItemLocation stored = get(transaction.commit()).get(0);
        assertThat(get(db.read(stored)).orElseThrow()).hasSize(48 << 20);
        assertThat(db.blocking().read(stored).orElseThrow()).hasSize(48 << 20);
        assertThat(db.blocking().verify().isIntact()).isTrue();

        assertThat(directMemory() - before).isLessThan(16 << 20);
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /** Opens a database and says how it went. */
    static final class Opener {

        private Opener() {}

        public static void main(String[] arguments) {
            AioDiskDb db = DatabaseTest.settings(Path.of(arguments[0])).build();
            try {
                db.blocking().start();
                System.out.println("opened");
                db.close();
            } catch (RuntimeException e) {
                System.out.println(e);
            }
        }
    }
}
