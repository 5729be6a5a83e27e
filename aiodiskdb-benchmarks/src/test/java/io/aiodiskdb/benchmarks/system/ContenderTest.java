package io.aiodiskdb.benchmarks.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each system gives back what it was given, so that a change of its interface is found here and not in a long run. */
@Timeout(120)
class ContenderTest {

    private static final int[] SIZES = {1, 7, 100, 1024, 70_000, 524_288};

    @TempDir
    private Path directory;

    private static Stream<Arguments> all() {
        return Contenders.all().stream()
                .filter(contender -> !contender.name().equals(PythonContender.NAME))
                .flatMap(contender -> contender.durabilities().stream()
                        .map(durability -> Arguments.of(contender.name(), durability)));
    }

    private static Stream<Arguments> readers() {
        return all().filter(each -> Contenders.of((String) each.get()[0]).reads());
    }

    private static Stream<Arguments> committers() {
        return all().filter(each -> each.get()[1] == Durability.DURABLE && !each.get()[0].equals(LimitContender.NAME));
    }

    private static byte[] item(int size, int seed) {
        byte[] item = new byte[size];
        Arrays.fill(item, (byte) (seed + 1));
        return item;
    }

    private static Setup setup(Durability durability, int writers) {
        return new Setup(durability, 16L << 20, writers, 1 << 20);
    }

    @ParameterizedTest
    @MethodSource("readers")
    void readsWhatWasAppended(String name, Durability durability) throws Exception {
        try (Store store = Contenders.of(name).open(directory, setup(durability, 1))) {
            List<Long> handles = new ArrayList<>();
            byte[] reused = new byte[0];
            try (Store.Writer writer = store.writer()) {
                for (int i = 0; i < SIZES.length; i++) {
                    reused = item(SIZES[i], i);
                    handles.add(writer.append(reused));
                    Arrays.fill(reused, (byte) 99); // the caller may use its array again
                }
                writer.handOver();
                store.awaitInFiles();
                store.sync();
            }
            try (Store.Reader reader = store.reader()) {
                for (int i = 0; i < SIZES.length; i++) {
                    assertThat(reader.read(handles.get(i), SIZES[i])).isEqualTo(item(SIZES[i], i));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("readers")
    void readsWhatSeveralThreadsHaveAppended(String name, Durability durability) throws Exception {
        if (name.equals(LimitContender.NAME)) {
            return; // has one writer, wherever it is used as a store
        }
        try (Store store = Contenders.of(name).open(directory, setup(durability, 4))) {
            long[][] handles = new long[4][1500];
            List<Thread> threads = new ArrayList<>();
            List<Exception> failures = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int seed = thread;
                threads.add(new Thread(() -> {
                    try (Store.Writer writer = store.writer()) {
                        for (int i = 0; i < handles[seed].length; i++) {
                            handles[seed][i] = writer.append(item(100 + i % 7, seed));
                        }
                    } catch (Exception e) {
                        synchronized (failures) {
                            failures.add(e);
                        }
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            store.sync();
            try (Store.Reader reader = store.reader()) {
                for (int thread = 0; thread < 4; thread++) {
                    for (int i = 0; i < handles[thread].length; i++) {
                        assertThat(reader.read(handles[thread][i], 100 + i % 7)).isEqualTo(item(100 + i % 7, thread));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("committers")
    void readsWhatWasAppendedDurablyAndCommitted(String name, Durability durability) throws Exception {
        Contender contender = Contenders.of(name);
        List<byte[]> group = List.of(item(1024, 1), item(1024, 2), item(1024, 3));
        try (Store store = contender.open(directory, setup(durability, 1));
                Store.Writer writer = store.writer()) {
            long single = writer.appendDurably(item(1024, 0));
            long first = writer.commit(group);
            if (contender.reads()) {
                try (Store.Reader reader = store.reader()) {
                    assertThat(reader.read(single, 1024)).isEqualTo(item(1024, 0));
                    assertThat(reader.read(first, 1024)).startsWith(item(1024, 1));
                }
            }
            if (contender.hasFutures()) {
                assertThat(writer.appendDurablyLater(item(1024, 4))).succeedsWithin(30, TimeUnit.SECONDS);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("readers")
    void opensWhatItHasClosed(String name, Durability durability) throws Exception {
        long handle;
        try (Store store = Contenders.of(name).open(directory, setup(durability, 1))) {
            try (Store.Writer writer = store.writer()) {
                handle = writer.append(item(1024, 5));
            }
            store.sync();
        }
        if (name.equals(LimitContender.NAME)) {
            assertThat(Files.size(directory.resolve("raw"))).isEqualTo(1024);
            return; // knows nothing of what it has written before
        }
        try (Store store = Contenders.of(name).open(directory, setup(durability, 1));
                Store.Reader reader = store.reader()) {
            assertThat(reader.read(handle, 1024)).isEqualTo(item(1024, 5));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void tellsHowItIsConfiguredAndItsVersion(String name, Durability durability) {
        assertThat(Contenders.of(name).configuration(durability)).hasSizeGreaterThan(10);
        assertThat(Contenders.of(name).version()).isNotBlank().isNotEqualTo("unknown");
    }
}
