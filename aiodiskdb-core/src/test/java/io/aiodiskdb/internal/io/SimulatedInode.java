package io.aiodiskdb.internal.io;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A file of a {@link SimulatedDisk}, whatever its name: what the page cache holds, what the disk holds, and the
 * changes on their way from one to the other. Not thread-safe.
 *
 * <p>A change is one sector of a write, or a truncation. Its bytes and its effect on the length reach the disk
 * independently: the lengths in their order, the sectors in none.
 */
final class SimulatedInode {

    /** As long as an array can be. */
    static final int MAX_LENGTH = Integer.MAX_VALUE - 8;

    private static final double[] SURVIVAL_CHANCES = {0, 0.5, 0.9, 1};

    private final int sectorSize;
    private final boolean regular;
    private final SplittableRandom random;
    private Content cached = new Content();
    private Content durable = new Content();
    /** What truncations took away: the blocks still hold it when the file grows again. */
    private Content stale = new Content();

    private final List<Change> pending = new ArrayList<>();

    SimulatedInode(int sectorSize, boolean regular, SplittableRandom random) {
        this.sectorSize = sectorSize;
        this.regular = regular;
        this.random = random;
    }

    boolean isRegular() {
        return regular;
    }

    /** {@return the random numbers of this file, which calls on other files do not disturb} */
    SplittableRandom random() {
        return random;
    }

    int length() {
        return cached.length;
    }

    byte[] bytes() {
        return cached.copy(0, cached.length);
    }

    /** Replaces the content, on stable storage. */
    void settle(byte[] bytes) {
        pending.clear();
        cached = new Content();
        cached.put(0, bytes, bytes.length);
        durable = new Content(cached);
    }

    int read(ByteBuffer target, long offset, int most) {
        if (offset >= cached.length) {
            return -1;
        }
        int count = Math.min(most, cached.length - (int) offset);
        target.put(cached.bytes, (int) offset, count);
        return count;
    }

    /** Writes so many bytes, not behind {@link #MAX_LENGTH}. */
    void write(ByteBuffer source, long offset, int count) {
        int at = (int) offset;
        if (count > 0 && at > cached.length) {
            change(cached.length, ByteBuffer.allocate(at - cached.length), at - cached.length);
        }
        change(at, source, count);
    }

    private void change(int offset, ByteBuffer source, int count) {
        int end = offset + count;
        for (int at = offset; at < end; ) {
            byte[] sector = new byte[Math.min(end - at, sectorSize - at % sectorSize)];
            source.get(sector);
            cached.put(at, sector, sector.length);
            pending.add(Change.write(at, sector));
            at += sector.length;
        }
    }

    void truncate(long length) {
        if (length < cached.length) {
            stale.put(0, cached.bytes, cached.length);
            cached.cut((int) length);
            pending.add(Change.truncation((int) length));
        }
    }

    void force() {
        for (Change change : pending) {
            apply(change, true, true);
        }
        pending.clear();
    }

    /**
     * Fails as a force does: sectors are dropped that still count as written. Either nothing is left for the next
     * force to do, or the lengths and the sectors that were not dropped are.
     */
    void failForce() {
        if (random.nextBoolean()) {
            for (Change change : pending) {
                apply(change, change.truncation || random.nextBoolean(), random.nextBoolean());
            }
            pending.clear();
        } else {
            pending.replaceAll(change -> random.nextBoolean() ? change.withoutSector() : change);
        }
    }

    /** {@return one with the same bytes and changes on their way} */
    SimulatedInode copy(SplittableRandom itsRandom) {
        SimulatedInode copy = new SimulatedInode(sectorSize, regular, itsRandom);
        copy.cached = new Content(cached);
        copy.durable = new Content(durable);
        copy.stale = new Content(stale);
        copy.pending.addAll(pending);
        return copy;
    }

    /** Leaves what happens to have reached the disk, and tells which changes those are. */
    String cutPower(PowerCut.Bytes surviving) {
        int sized = switch (surviving) {
            case NONE -> 0;
            case ALL, LENGTHS -> pending.size();
            case ANY -> random.nextInt(pending.size() + 1);
        };
        double chance = switch (surviving) {
            case NONE, LENGTHS -> 0;
            case ALL -> 1;
            case ANY -> SURVIVAL_CHANCES[random.nextInt(SURVIVAL_CHANCES.length)];
        };
        StringBuilder report = new StringBuilder();
        for (int i = 0; i < pending.size(); i++) {
            boolean written = random.nextDouble() < chance;
            apply(pending.get(i), i < sized, written);
            report.append(pending.get(i).truncation ? '|' : written ? '+' : '-');
        }
        pending.clear();
        String lengths = cached.length + " bytes, " + durable.length + " left";
        cached = new Content(durable);
        return report.isEmpty() ? lengths : lengths + ", " + sized + " lengths, sectors " + report;
    }

    private void apply(Change change, boolean sized, boolean written) {
        if (change.truncation) {
            if (sized && change.offset < durable.length) {
                durable.cut(change.offset);
            }
            return;
        }
        int end = change.offset + change.length;
        if (sized && end > durable.length) {
            byte[] filling = filling(durable.length, end);
            durable.put(durable.length, filling, filling.length);
        }
        if (written && change.sector != null && change.offset < durable.length) {
            durable.put(change.offset, change.sector, Math.min(change.length, durable.length - change.offset));
        }
    }

    /** What a block holds that belongs to the file already, but was never written for it. */
    private byte[] filling(int from, int to) {
        byte[] filling = new byte[to - from];
        switch (random.nextInt(3)) {
            case 0 -> random.nextBytes(filling);
            case 1 -> {
                byte[] earlier = stale.copy(from, to);
                System.arraycopy(earlier, 0, filling, 0, earlier.length);
            }
            default -> {} // zeros
        }
        return filling;
    }

    /** A sector of a write, or a truncation. Immutable. */
    private static final class Change {

        private final int offset;
        private final int length;
        /** Null if a failed force dropped it, and in a truncation. */
        private final byte[] sector;

        private final boolean truncation;

        private Change(int offset, int length, byte[] sector, boolean truncation) {
            this.offset = offset;
            this.length = length;
            this.sector = sector;
            this.truncation = truncation;
        }

        static Change write(int offset, byte[] sector) {
            return new Change(offset, sector.length, sector, false);
        }

        static Change truncation(int length) {
            return new Change(length, 0, null, true);
        }

        Change withoutSector() {
            return new Change(offset, length, null, truncation);
        }
    }

    /** Bytes that grow. */
    private static final class Content {

        private byte[] bytes = {};
        private int length;

        Content() {}

        Content(Content other) {
            bytes = other.copy(0, other.length);
            length = other.length;
        }

        /** Puts bytes at an offset that is not behind the end. */
        void put(int offset, byte[] source, int count) {
            int end = offset + count;
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(end, 2L * bytes.length), MAX_LENGTH));
            }
            System.arraycopy(source, 0, bytes, offset, count);
            length = Math.max(length, end);
        }

        void cut(int newLength) {
            length = newLength;
        }

        byte[] copy(int from, int to) {
            int end = Math.min(to, length);
            return from < end ? Arrays.copyOfRange(bytes, from, end) : new byte[0];
        }
    }
}
