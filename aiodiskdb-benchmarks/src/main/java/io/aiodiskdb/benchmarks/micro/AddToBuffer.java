package io.aiodiskdb.benchmarks.micro;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.benchmarks.workload.Scratch;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Adds into a buffer that has room for all of them, so that no add waits for a flush; pieces of 512 KiB are written behind while a
 * batch is added. A call is one add of many; between two batches the buffer is flushed, which is not measured.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 10, batchSize = AddToBuffer.BATCH)
@Measurement(iterations = 20, batchSize = AddToBuffer.BATCH)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", "-XX:MaxDirectMemorySize=2g"})
public class AddToBuffer {

    /** Adds of one measurement, so that milliseconds of it are tens of nanoseconds of each. */
    public static final int BATCH = 100_000;

    private static final int BUFFER = 256 << 20;

    /** Bytes of an item. */
    @Param({"100", "1024"})
    public int size;

    private Path directory = Path.of("");
    private AioDiskDb database = AioDiskDb.builder(directory).build();
    private byte[] item = {};

    /** Opens a store with buffers that a batch does not fill. */
    @Setup
    public void open() throws IOException {
        item = new byte[size];
        directory = Files.createTempDirectory(Path.of("."), "micro");
        database = AioDiskDb.builder(directory)
                .maxFileSize(4L * BUFFER)
                .maxBufferSize(BUFFER)
                .maxBufferItems(1_000_000)
                .flushInterval(Duration.ofHours(1))
                .sync(SyncMode.NEVER)
                .build();
        database.blocking().start();
    }

    /** Empties the buffer. */
    @Setup(Level.Iteration)
    public void flush() {
        database.blocking().flush();
    }

    /** Deletes everything. */
    @TearDown
    public void close() throws IOException {
        database.close();
        Scratch.delete(directory);
    }

    /** Adds by the blocking view. */
    @Benchmark
    public ItemLocation blocking() {
        return database.blocking().add(item);
    }

    /** Adds by a future, which is complete at once. */
    @Benchmark
    public void future(Blackhole hole) {
        hole.consume(database.add(item));
    }
}
