package io.aiodiskdb.internal.buffer;

import io.aiodiskdb.error.AddTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for their turn at the buffers, first come first served, bounded in number and in bytes. Not thread-safe:
 * guarded by the lock of {@link BufferSlots}.
 */
final class WaitingLine {

    private final long mostBytes;
    private final ArrayDeque<Waiting> line = new ArrayDeque<>();
    private long bytes;

    WaitingLine(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    boolean isEmpty() {
        return line.isEmpty();
    }

    int size() {
        return line.size();
    }

    @Nullable
    Waiting first() {
        return line.peek();
    }

    /**
     * Lets an operation wait.
     *
     * @throws AddTimeoutException if too many wait already; one may always wait, however large
     */
    void add(Waiting operation) {
        boolean tooLarge = !line.isEmpty() && bytes + operation.heldBytes() > mostBytes;
        if (line.size() >= BufferSlots.MAX_WAITING || tooLarge) {
            throw new AddTimeoutException("no room: " + line.size() + " operations with " + bytes
                    + " bytes wait already, at most " + BufferSlots.MAX_WAITING + " with " + mostBytes
                    + " bytes may; wait for earlier adds before further ones");
        }
        line.add(operation);
        bytes += operation.heldBytes();
    }

    void removeFirst() {
        bytes -= line.remove().heldBytes();
    }

    /** Removes those whose deadline has come. All wait for the same time, so they are in front. */
    List<Waiting> removeOverdue(long nowNanos) {
        List<Waiting> overdue = new ArrayList<>();
        for (Waiting first = line.peek(); first != null && first.deadlineNanos() - nowNanos <= 0; first = line.peek()) {
            overdue.add(first);
            removeFirst();
        }
        return overdue;
    }

    List<Waiting> removeAll() {
        List<Waiting> all = List.copyOf(line);
        line.clear();
        bytes = 0;
        return all;
    }
}
