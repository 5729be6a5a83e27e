package io.aiodiskdb;

import io.aiodiskdb.internal.format.JournalCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** Changes bytes as rot, crashes and attackers do, decided by a seed. Not thread-safe. */
public final class Mutator {

    private static final int[] INTERESTING = {
        0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7fff_fff0, 1 << 24, 24, 256
    };

    private static final int CHECKED_HEADER_BYTES = 24;

    private final SplittableRandom random;

    /**
     * Makes a mutator.
     *
     * @param seed decides all that it does
     */
    public Mutator(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** {@return the random numbers} */
    public SplittableRandom random() {
        return random;
    }

    /** {@return random bytes, fewer than told} */
    public byte[] bytes(int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** {@return the bytes after one to four changes} */
    public byte[] mutate(byte[] original) {
        byte[] bytes = original.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            bytes = change(bytes);
        }
        return bytes;
    }

    private byte[] change(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes(200);
        }
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(40, bytes.length - at));
        switch (random.nextInt(9)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> Arrays.fill(bytes, at, at + length, (byte) 0);
            case 3 -> System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), bytes, at, length);
            case 4 -> putInteresting(bytes, at);
            case 5 -> bytes = Arrays.copyOf(bytes, at);
            case 6 -> bytes = join(bytes, bytes(random.nextInt(50) == 0 ? 60_000 : 100));
            case 7 -> bytes = join(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + length, bytes.length));
            default -> {
                byte[] rest = Arrays.copyOfRange(bytes, at, bytes.length);
                bytes = join(join(Arrays.copyOf(bytes, at), bytes(20)), rest);
            }
        }
        return bytes;
    }

    private void putInteresting(byte[] bytes, int at) {
        if (bytes.length - at >= 4) {
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(at, INTERESTING[random.nextInt(INTERESTING.length)]);
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    /** {@return a journal of which one record says something else, with checksums that match} */
    public byte[] forge(byte[] original) {
        byte[] journal = original.clone();
        ByteBuffer bytes = ByteBuffer.wrap(journal).order(ByteOrder.LITTLE_ENDIAN);
        int records = 0;
        for (int at = next(bytes, 0); at >= 0; at = next(bytes, at)) {
            records++;
        }
        if (records == 0) {
            return mutate(original);
        }
        int start = 0;
        for (int skipped = random.nextInt(records + 1); skipped > 0 && next(bytes, start) >= 0; skipped--) {
            int following = next(bytes, start);
            if (following + JournalCodec.FRAME_BYTES > journal.length) {
                break;
            }
            start = following;
        }
        int end = Math.max(start + JournalCodec.FRAME_BYTES, next(bytes, start));
        int at = start + 2 + random.nextInt(Math.max(1, end - start - 6));
        if (random.nextBoolean()) {
            journal[at] = (byte) random.nextInt(8);
        } else {
            putInteresting(journal, at);
        }
        seal(journal, start, Math.min(end, journal.length));
        return journal;
    }

    private static int next(ByteBuffer bytes, int at) {
        if (at + JournalCodec.HEADER_BYTES > bytes.capacity()) {
            return -1;
        }
        JournalCodec.Header header = JournalCodec.decodeHeader(bytes, at);
        return header == null || header.length() > bytes.capacity() - at ? -1 : at + header.length();
    }

    private static void seal(byte[] journal, int start, int end) {
        ByteBuffer bytes = ByteBuffer.wrap(journal).order(ByteOrder.LITTLE_ENDIAN);
        CRC32C crc = new CRC32C();
        crc.update(journal, start, CHECKED_HEADER_BYTES);
        bytes.putInt(start + CHECKED_HEADER_BYTES, (int) crc.getValue());
        crc.reset();
        crc.update(journal, start, CHECKED_HEADER_BYTES);
        int payload = start + JournalCodec.HEADER_BYTES;
        crc.update(journal, payload, end - 4 - payload);
        bytes.putInt(end - 4, (int) crc.getValue());
    }
}
