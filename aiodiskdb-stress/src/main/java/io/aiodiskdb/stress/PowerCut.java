package io.aiodiskdb.stress;

import io.aiodiskdb.stress.BlockLog.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes of the image of a disk, as it was before a log of its writes began, one as a power cut could have left it.
 *
 * <p>Everything before the last flush is there. Of what came after it, up to the cut, each write is there, or not, or some
 * sectors of it; and they reach the disk in any order, where they overlap.
 */
final class PowerCut {

    private final BlockLog log;
    private final FileChannel image;
    private final SplittableRandom random;
    private int written;
    private int dropped;
    private int torn;

    PowerCut(BlockLog log, FileChannel image, SplittableRandom random) {
        this.log = log;
        this.image = image;
        this.random = random;
    }

    int written() {
        return written;
    }

    int dropped() {
        return dropped;
    }

    int torn() {
        return torn;
    }

    /**
     * Writes what is there after a cut.
     *
     * @param cut number of entries that had been sent to the disk
     */
    void apply(int cut) throws IOException {
        List<Entry> sent = log.entries().subList(0, cut);
        int forced = 0;
        for (int i = 0; i < sent.size(); i++) {
            if (sent.get(i).flush()) {
                forced = i;
            }
        }
        for (Entry entry : sent.subList(0, forced)) {
            write(entry, 0, entry.length());
            written++;
        }
        // One kind of weather for each cut: from a disk that has lost nearly all to one that has lost nearly nothing.
        int chance = random.nextInt(101);
        List<Entry> open = shuffled(sent.subList(forced, sent.size()));
        for (Entry entry : open) {
            if (entry.length() == 0) {
                continue;
            }
            if (random.nextInt(100) < 15) {
                tear(entry);
            } else if (random.nextInt(100) < chance) {
                write(entry, 0, entry.length());
                written++;
            } else {
                dropped++;
            }
        }
    }

    private List<Entry> shuffled(List<Entry> entries) {
        Entry[] mixed = entries.toArray(Entry[]::new);
        if (random.nextInt(4) == 0) {
            return List.of(mixed); // in order, but for what is lost
        }
        for (int i = mixed.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            Entry swapped = mixed[i];
            mixed[i] = mixed[other];
            mixed[other] = swapped;
        }
        return List.of(mixed);
    }

    private void tear(Entry entry) throws IOException {
        torn++;
        int sector = log.sectorBytes();
        for (long at = 0; at < entry.length(); at += sector) {
            if (random.nextBoolean()) {
                write(entry, at, sector);
            }
        }
    }

    private void write(Entry entry, long from, long length) throws IOException {
        long at = from;
        while (at < from + length) {
            int piece = (int) Math.min(1 << 20, from + length - at);
            ByteBuffer data = log.data(entry, at, piece);
            while (data.hasRemaining()) {
                image.write(data, entry.offset() + at + data.position());
            }
            at += piece;
        }
    }
}
