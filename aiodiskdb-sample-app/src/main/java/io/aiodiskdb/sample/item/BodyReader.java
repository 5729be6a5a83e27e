package io.aiodiskdb.sample.item;

import io.aiodiskdb.error.ItemTooLargeException;
import io.aiodiskdb.sample.web.MemoryBudget;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads a request's body of known or unknown length, within a limit and a memory reservation. */
final class BodyReader {

    private static final int FIRST_CAPACITY = 64 << 10;

    private final int limit;

    /**
     * Makes a reader.
     *
     * @param limit most bytes of a body
     */
    BodyReader(int limit) {
        this.limit = limit;
    }

    /**
     * Reads a body to its end.
     *
     * @param in the body
     * @param declared its length, or -1 if that is not known
     * @param memory grows by the length of the body, before memory is taken
     * @return all its bytes
     * @throws ItemTooLargeException if it is larger than the limit; if that is declared, before anything is read
     * @throws EOFException if it ends before its declared length
     */
    byte[] read(InputStream in, long declared, MemoryBudget.Reservation memory) throws IOException {
        if (declared > limit) {
            throw tooLarge("is " + declared);
        }
        if (declared >= 0) {
            return readDeclared(in, (int) declared, memory);
        }
        return readToEnd(in, memory);
    }

    private static byte[] readDeclared(InputStream in, int declared, MemoryBudget.Reservation memory)
            throws IOException {
        memory.grow(declared);
        byte[] body = new byte[declared];
        int read = in.readNBytes(body, 0, declared);
        if (read < declared) {
            throw new EOFException("the body ended after " + read + " of " + declared + " bytes");
        }
        return body;
    }

    private byte[] readToEnd(InputStream in, MemoryBudget.Reservation memory) throws IOException {
        int capacity = Math.min(FIRST_CAPACITY, limit);
        memory.grow(capacity);
        byte[] body = new byte[capacity];
        int size = in.readNBytes(body, 0, capacity);
        while (size == body.length) {
            int next = in.read();
            if (next < 0) {
                return body;
            }
            if (size == limit) {
                throw tooLarge("goes on behind that");
            }
            body = grow(body, memory);
            body[size] = (byte) next;
            size += 1 + in.readNBytes(body, size + 1, body.length - size - 1);
        }
        return Arrays.copyOf(body, size);
    }

    /** Reserves the new array while the old one is still there. */
    private byte[] grow(byte[] body, MemoryBudget.Reservation memory) {
        int capacity = (int) Math.min(2L * body.length, limit);
        memory.grow(capacity);
        byte[] grown = Arrays.copyOf(body, capacity);
        memory.shrink(body.length);
        return grown;
    }

    private ItemTooLargeException tooLarge(String actual) {
        return new ItemTooLargeException("an item must be at most " + limit + " bytes, but this one " + actual);
    }
}
