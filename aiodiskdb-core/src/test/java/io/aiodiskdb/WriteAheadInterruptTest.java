package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Callers who make items durable on their own threads, on a real disk, and are interrupted meanwhile. An interrupt is sent only
 * when the last one has been noticed, so that one that gets lost in the database is missed.
 */
@Timeout(300)
class WriteAheadInterruptTest {

    private static final int INTERRUPTS = 1000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path directory;

    private final Map<ItemLocation, MarkedItem> added = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean over;

    private AioDiskDb database() {
        return AioDiskDb.builder(directory.resolve("db"))
                .maxFileSize(400_000)
                .maxBufferSize(20_000)
                .build();
    }

    /** A caller that adds one item after the other, and how many interrupts it has noticed. */
    private final class Caller {

        private final AtomicInteger noticed = new AtomicInteger();
        private final Thread thread;

        Caller(AioDiskDb db, int number) {
            this.thread = new Thread(() -> work(db, number));
            thread.setDaemon(true);
            thread.start();
        }

        private void work(AioDiskDb db, int number) {
            try {
                for (int operation = 0; !over && failure.get() == null; operation++) {
                    MarkedItem item = MarkedItem.single(number, operation, MarkedItem.MARK + operation % 100);
                    added.put(db.blocking().addDurably(item.bytes()), item);
                    if (Thread.interrupted()) {
                        noticed.incrementAndGet();
                    }
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        }

        void interrupt() {
            int before = noticed.get();
            long start = System.nanoTime();
            thread.interrupt();
            while (noticed.get() == before && failure.get() == null) {
                if (System.nanoTime() - start > PATIENCE_NANOS) {
                    throw new AssertionError("an interrupt has not been noticed");
                }
                Thread.onSpinWait();
            }
        }
    }

    /** One alone writes ahead by himself each time; several do so now and then. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void interruptsOfDurableAddsHarmNobody(int callers) throws InterruptedException {
        try (AioDiskDb db = database()) {
            db.blocking().start();
            List<Caller> all = new ArrayList<>();
            for (int number = 0; number < callers; number++) {
                all.add(new Caller(db, number));
            }
            for (int sent = 0; sent < INTERRUPTS && failure.get() == null; sent++) {
                all.get(sent % callers).interrupt();
            }
            over = true;
            for (Caller caller : all) {
                caller.thread.join();
            }

            assertThat(failure.get()).isNull();
            assertThat(all.stream().mapToInt(caller -> caller.noticed.get()).sum())
                    .isEqualTo(INTERRUPTS);
            assertThat(directory.resolve("db").resolve(FileNames.AHEAD)).exists();
            assertThat(db.state()).isEqualTo(DbState.RUNNING);
            assertThat(db.stats().failures()).isZero();
            assertAllReadable(db);
        }
        try (AioDiskDb db = database()) {
            db.blocking().start();
            assertAllReadable(db);
            assertThat(db.blocking().verify().isIntact()).isTrue();
        }
    }

    private void assertAllReadable(AioDiskDb db) {
        added.forEach((location, item) -> assertThat(
                        MarkedItem.check(db.blocking().read(location).orElseThrow()))
                .isEqualTo(item));
        try (var items = db.items()) {
            assertThat(items.map(item -> item.location()).toList())
                    .isEqualTo(added.keySet().stream().sorted().toList());
        }
    }
}
