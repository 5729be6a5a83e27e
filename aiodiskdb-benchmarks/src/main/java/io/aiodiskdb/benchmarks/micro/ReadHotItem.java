package io.aiodiskdb.benchmarks.micro;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.benchmarks.workload.Scratch;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reads items of 1 KiB that have been flushed and lie in the page cache; {@code -t 4} has four threads do it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
public class ReadHotItem {

    private static final int ITEMS = 1 << 16;
    private static final int SIZE = 1 << 10;

    private Path directory = Path.of("");
    private AioDiskDb database = AioDiskDb.builder(directory).build();
    private final ItemLocation[] locations = new ItemLocation[ITEMS];

    /** The next item, for each thread. */
    @State(Scope.Thread)
    public static class Next {

        private final SplittableRandom random = new SplittableRandom(1);

        int item() {
            return random.nextInt(ITEMS);
        }
    }

    /** Fills a store. */
    @Setup
    public void fill() throws IOException {
        directory = Files.createTempDirectory(Path.of("."), "micro");
        database = AioDiskDb.builder(directory).sync(SyncMode.NEVER).build();
        database.blocking().start();
        byte[] item = new byte[SIZE];
        for (int i = 0; i < ITEMS; i++) {
            locations[i] = database.blocking().add(item);
        }
        database.blocking().flush();
    }

    /** Deletes everything. */
    @TearDown
    public void close() throws IOException {
        database.close();
        Scratch.delete(directory);
    }

    /** Reads on this thread. */
    @Benchmark
    public Optional<byte[]> blocking(Next next) {
        return database.blocking().read(locations[next.item()]);
    }
}
