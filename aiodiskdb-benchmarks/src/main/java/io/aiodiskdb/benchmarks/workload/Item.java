package io.aiodiskdb.benchmarks.workload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Items that know their number, so that a reader can tell whether it has got the right one. */
final class Item {

    private static final int STAMP = Long.BYTES;

    /** Allocates nothing, compiled or not: what a system allocates is measured around it. */
    private static final VarHandle NUMBER = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Item() {}

    /** {@return bytes that do not compress} */
    static byte[] ofSize(int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(size).nextBytes(bytes);
        return bytes;
    }

    /** Writes a number at both ends of an item, as far as they go. */
    static void stamp(byte[] item, long number) {
        if (item.length >= 2 * STAMP) {
            NUMBER.set(item, item.length - STAMP, ~number);
            NUMBER.set(item, 0, number);
        } else {
            item[0] = (byte) number;
        }
    }

    /** Makes sure, in little time, that an item is the one that it ought to be: by its length and the number at both ends. */
    static void check(byte @Nullable [] item, long number, int size) {
        if (item == null || item.length != size || !isStamped(item, number)) {
            throw wrong(item, number, size);
        }
    }

    /** Makes sure that each byte of an item is what it ought to be. */
    static void checkWholly(byte @Nullable [] item, long number, byte[] template) {
        check(item, number, template.length);
        boolean same = item != null
                && (template.length < 2 * STAMP
                        ? Arrays.equals(item, 1, item.length, template, 1, template.length)
                        : Arrays.equals(item, STAMP, item.length - STAMP, template, STAMP, template.length - STAMP));
        if (!same) {
            throw wrong(item, number, template.length);
        }
    }

    private static boolean isStamped(byte[] item, long number) {
        if (item.length >= 2 * STAMP) {
            return (long) NUMBER.get(item, 0) == number && (long) NUMBER.get(item, item.length - STAMP) == ~number;
        }
        return item[0] == (byte) number;
    }

    private static IllegalStateException wrong(byte @Nullable [] item, long number, int size) {
        String found = item == null
                ? "nothing"
                : item.length + " bytes" + (item.length >= STAMP ? " with number " + (long) NUMBER.get(item, 0) : "");
        return new IllegalStateException(
                "instead of item " + number + " of " + size + " bytes the read answered " + found);
    }
}
