package io.aiodiskdb.internal.io;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FileMapping} by the operating system, in regions: a buffer of the JDK is of 2 GiB at most.
 *
 * <h2>A file that is cut from outside</h2>
 *
 * Behind the end of the file the processor finds no memory. HotSpot makes an {@link InternalError} of that, in JDK 17 not
 * where it happens, but where the thread next comes back from the JVM's own code. It must not come up in code of the user. So
 * a mark is put where the last byte will go: if it is still there after the copy, or a byte of the same value, the thread is
 * sent into the JVM and back. Nothing but a plain copy reads the memory: the checksum's code, for one, would not survive this.
 */
final class NioFileMapping implements FileMapping {

    private static final int REGION_BITS = 30;
    private static final long REGION = 1L << REGION_BITS;

    /** Any value that items seldom end with. */
    private static final byte MARK = (byte) 0xA7;

    /**
     * A thread in the middle of a copy holds up the garbage collector, and a page that has to come from the disk holds up the
     * copy.
     */
    private static final int SLICE = 64 << 10;

    /** Fewer bytes the JDK copies one by one, and a mark would tell nothing. */
    private static final int LEAST_OF_A_BLOCK = 8;

    /** Never changes; the compiler must not know that. */
    private static volatile int one = 1;

    private final MappedRegions regions;
    private final MappedByteBuffer[] buffers;
    private final long length;
    private final Residency residency;

    private NioFileMapping(MappedRegions regions, long length) {
        this.regions = regions;
        this.buffers = regions.buffers();
        this.length = length;
        this.residency = new Residency(length, this::isResidentNow, System::nanoTime);
    }

    static @Nullable FileMapping of(FileChannel channel) throws IOException {
        RegionMapper mapper = RegionMapper.ofThisPlatform();
        long length = channel.size();
        return mapper == null || length == 0 ? null : new NioFileMapping(mapper.map(channel, length, REGION), length);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean copy(long offset, byte[] target, int at, int length) {
        try {
            for (int done = 0; done < length; ) {
                MappedByteBuffer region = regionAt(offset + done);
                int from = (int) ((offset + done) & (REGION - 1));
                int count = Math.min(Math.min(SLICE, length - done), region.capacity() - from);
                copySlice(region, from, target, at + done, count);
                done += count;
            }
            return true;
        } catch (InternalError e) {
            return false;
        }
    }

    private static void copySlice(MappedByteBuffer region, int from, byte[] target, int at, int count) {
        int last = at + count - 1;
        target[last] = MARK;
        region.get(from, target, at, count);
        if (target[last] == MARK || count < LEAST_OF_A_BLOCK) {
            enterTheJvm();
        }
    }

    private MappedByteBuffer regionAt(long offset) {
        return buffers[(int) (offset >>> REGION_BITS)];
    }

    /**
     * Comes back from the JVM's own code, which throws what is left to be thrown. Native methods are not reliable there; an
     * array of arrays whose sizes the compiler does not know is, in the interpreter and in compiled code alike.
     */
    private static void enterTheJvm() {
        int size = one;
        if (new byte[size][size].length != size) {
            throw new IllegalStateException("an array of another size than asked for");
        }
    }

    @Override
    public boolean isResident(long offset, int length) {
        return residency.isResident(offset, length);
    }

    private boolean isResidentNow(long offset, int length) {
        for (int done = 0; done < length; ) {
            MappedByteBuffer region = regionAt(offset + done);
            int from = (int) ((offset + done) & (REGION - 1));
            int count = Math.min(length - done, region.capacity() - from);
            if (!region.slice(from, count).isLoaded()) {
                return false;
            }
            done += count;
        }
        return true;
    }

    @Override
    public void unmap() {
        regions.unmap();
    }
}
