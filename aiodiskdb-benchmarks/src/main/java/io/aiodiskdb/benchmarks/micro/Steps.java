package io.aiodiskdb.benchmarks.micro;

import io.aiodiskdb.model.ItemLocation;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Steps that touch no store: what a location costs, and a checksum. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class Steps {

    private static final int SIZE = 1 << 10;

    private int index = 1;
    private final byte[] item = new byte[SIZE];
    private byte[] encoded = {};

    /** Makes the item and the bytes of a location. */
    @Setup
    public void prepare() {
        new SplittableRandom(1).nextBytes(item);
        encoded = new ItemLocation(index, 80, SIZE).toBytes();
    }

    /** Makes a location and its 12 bytes. */
    @Benchmark
    public byte[] encodeLocation() {
        return new ItemLocation(index, 80, SIZE).toBytes();
    }

    /** Reads a location from its 12 bytes. */
    @Benchmark
    public ItemLocation decodeLocation() {
        return ItemLocation.fromBytes(encoded);
    }

    /** CRC32C of 1 KiB, as each item gets one. */
    @Benchmark
    public long checksum() {
        CRC32C crc = new CRC32C();
        crc.update(item, 0, item.length);
        return crc.getValue();
    }
}
