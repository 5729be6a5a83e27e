package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.internal.buffer.BufferPair;
import io.aiodiskdb.internal.buffer.BufferSlots;
import io.aiodiskdb.internal.buffer.WriteBuffer;
import io.aiodiskdb.internal.segment.SegmentReads;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads ranges from RAM, from the files, or across both. Thread-safe; takes no lock that a writer holds.
 *
 * <p>It looks at the buffers first and at the file afterwards, in the direction in which the data moves, so nothing is missed.
 * Bytes that it copied out of a buffer count only if the buffer was still the same afterwards; and the whole read counts only
 * if nothing was pruned meanwhile, because other bytes may then lie at the same positions. Otherwise it begins again.
 */
final class ItemReader {

    private final BufferSlots slots;
    private final SegmentReads segments;
    private final Semaphore diskReads;

    /** Counts the begins and the ends of prunings: odd while one goes on. */
    private final AtomicLong prunings;

    ItemReader(BufferSlots slots, SegmentReads segments, int concurrency, AtomicLong prunings) {
        this.slots = slots;
        this.segments = segments;
        this.diskReads = new Semaphore(concurrency);
        this.prunings = prunings;
    }

    /**
     * Reads a range if it lies in RAM. Does not block.
     *
     * @return its bytes, or nothing if it is not wholly there; {@code null} if the file has to be asked
     */
    @SuppressWarnings("NullableOptional") // there is a third answer: not known yet
    @Nullable
    Optional<byte[]> readMemory(ItemLocation location) {
        while (true) {
            BufferPair.View view = slots.view();
            long memoryFrom = memoryFrom(view, location);
            if (memoryFrom < 0) {
                return Optional.empty();
            }
            if (memoryFrom > location.position()) {
                return null;
            }
            byte[] data = new byte[(int) location.size()];
            if (copyFromMemory(view, location, memoryFrom, data)) {
                return Optional.of(data);
            }
        }
    }

    /**
     * Reads a range out of a mapped file, if none of it is in RAM. Does not count as a disk read.
     *
     * @param residentOnly whether to leave it if the disk would have to be waited for
     * @return its bytes; {@code null} if that is not possible, or the range is not wholly there
     */
    byte @Nullable [] readMapped(ItemLocation location, boolean residentOnly) {
        long before = prunings.get();
        if (memoryFrom(slots.view(), location) != location.end()) {
            return null;
        }
        byte[] data = segments.readMapped(location.index(), location.position(), location.end(), residentOnly);
        return data != null && prunings.get() == before ? data : null;
    }

    /**
     * Reads a range, on the calling thread.
     *
     * @return its bytes, or nothing if it is not wholly there
     * @throws IOException if the disk does not do it
     */
    Optional<byte[]> read(ItemLocation location) throws IOException {
        while (true) {
            long before = prunings.get();
            try {
                Optional<byte[]> found = attempt(location);
                if (prunings.get() == before) {
                    return found;
                }
            } catch (CorruptDataException e) {
                if (before % 2 == 0 && prunings.get() == before) {
                    throw e;
                }
                Thread.onSpinWait(); // a cut is neither begun nor done
            }
        }
    }

    private Optional<byte[]> attempt(ItemLocation location) throws IOException {
        while (true) {
            BufferPair.View view = slots.view();
            long memoryFrom = memoryFrom(view, location);
            if (memoryFrom < 0 || !isInFile(location, memoryFrom)) {
                return Optional.empty(); // known before memory is taken
            }
            byte[] data = new byte[(int) location.size()];
            if (!copyFromMemory(view, location, memoryFrom, data)) {
                continue; // the buffer has been persisted meanwhile: the next look finds the bytes in the file
            }
            boolean whole = memoryFrom == location.position() || readFile(location, memoryFrom, data);
            return whole ? Optional.of(data) : Optional.empty();
        }
    }

    long prunings() {
        return prunings.get();
    }

    /** Whether what is not in RAM is in the file, or should be. */
    private boolean isInFile(ItemLocation location, long to) throws IOException {
        return to == location.position()
                || segments.contains(location.index(), location.position(), to)
                || segments.claims(location.index(), location.position(), to);
    }

    private boolean readFile(ItemLocation location, long to, byte[] data) throws IOException {
        diskReads.acquireUninterruptibly();
        try {
            return segments.read(location.index(), location.position(), to, data, 0);
        } finally {
            diskReads.release();
        }
    }

    /** {@return the position from which on the range lies in RAM, its end if none of it does; −1 if it ends behind the data} */
    private static long memoryFrom(BufferPair.View view, ItemLocation location) {
        long end = location.end();
        end = below(view.active(), location, end);
        return end < 0 ? end : below(view.flushing(), location, end);
    }

    private static long below(@Nullable WriteBuffer buffer, ItemLocation location, long end) {
        boolean concerned = buffer != null && buffer.index() == location.index() && end > buffer.from();
        if (buffer == null || !concerned || end == location.position()) {
            return end;
        }
        return end > buffer.to() ? -1 : Math.max(location.position(), buffer.from());
    }

    private static boolean copyFromMemory(BufferPair.View view, ItemLocation location, long memoryFrom, byte[] data) {
        return copy(view.flushing(), location, memoryFrom, data) && copy(view.active(), location, memoryFrom, data);
    }

    private static boolean copy(@Nullable WriteBuffer buffer, ItemLocation location, long memoryFrom, byte[] data) {
        if (buffer == null || buffer.index() != location.index()) {
            return true;
        }
        long from = Math.max(memoryFrom, buffer.from());
        long to = Math.min(location.end(), buffer.to());
        return from >= to || buffer.read(from, data, (int) (from - location.position()), (int) (to - from));
    }
}
