package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.format.JournalCodec;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each bit of a small store, flipped in turn. It is found, never served, and nothing is cut off for it. What cannot be told
 * from a torn tail is the end of the last journal: its last record, and after a COMMIT its group. There, nothing but that group
 * may be gone, and with a copy.
 */
@Timeout(300)
class BitFlipTest {

    private static final FileNames NAMES = new FileNames("data", 5);

    static List<StoreImage> images() {
        return StoreImage.all();
    }

    @ParameterizedTest
    @MethodSource("images")
    void isFoundNeverServedAndNeverRepairedByCutting(StoreImage image) {
        List<String> problems = new ArrayList<>();
        int flips = 0;
        for (String name : image.files().keySet()) {
            int bits = 8 * image.files().get(name).length;
            IntStream.range(0, bits)
                    .parallel()
                    .mapToObj(bit -> problemOf(image, name, bit))
                    .filter(Objects::nonNull)
                    .forEachOrdered(problems::add);
            flips += bits;
        }
        System.out.println("bit flips in a store " + image + ": " + flips);
        assertThat(problems.stream().limit(20).toList())
                .as("%d problems of %d", problems.size(), flips)
                .isEmpty();
    }

    private static @Nullable String problemOf(StoreImage image, String name, int bit) {
        String problem = problemOf(image, name, bit, isInDoubt(image, name, bit / 8));
        return problem == null ? null : name + " bit " + bit + ": " + problem;
    }

    private static @Nullable String problemOf(StoreImage image, String name, int bit, boolean inDoubt) {
        Map<String, byte[]> files = new TreeMap<>(image.files());
        byte[] flipped = files.get(name).clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        files.put(name, flipped);
        StoreProbe probe = new StoreProbe(image, files, Set.of());
        String problem = probe.run();
        if (problem == null) {
            problem = probe.lossWithoutCopy();
        }
        if (problem != null) {
            return problem;
        }
        if (probe.hasServedOtherBytes()) {
            return "other bytes served";
        }
        if (name.equals(FileNames.AHEAD) && !probe.isNoticed()) {
            // Most of it says nothing. Its last record is in doubt after a crash, as the last record of a journal is.
            return image.lastGroup().containsAll(probe.missing()) ? null : "missing: " + probe.missing();
        }
        if (!inDoubt && !probe.isNoticed() && !isUnchecked(image, name, bit / 8)) {
            return "not found; " + probe.missing() + " missing";
        }
        if (inDoubt && !image.lastGroup().containsAll(probe.missing())) {
            return "missing: " + probe.missing();
        }
        for (String other : files.keySet()) {
            if (probe.lost(other) > (inDoubt ? bytesInDoubt(image, other) : 0)) {
                return other + " has lost " + probe.lost(other) + " bytes";
            }
        }
        return null;
    }

    /** {@return whether a byte belongs to the last record of a newest journal, or to a group that it names} */
    private static boolean isInDoubt(StoreImage image, String name, int at) {
        int length = image.files().get(name).length;
        return at >= length - bytesInDoubt(image, name);
    }

    /** {@return whether a byte is what a trim has left of an item: no checksum covers it, and a verification counts it as such} */
    private static boolean isUnchecked(StoreImage image, String name, int at) {
        if (NAMES.dataIndex(name).isEmpty() || at < SegmentHeader.BYTES) {
            return false;
        }
        int index = NAMES.dataIndex(name).getAsInt();
        long trim = ByteBuffer.wrap(image.files().get(name))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt(4);
        long position = at - SegmentHeader.BYTES + trim;
        return image.items().keySet().stream()
                .noneMatch(item -> item.index() == index && item.position() <= position && position < item.end());
    }

    private static int bytesInDoubt(StoreImage image, String name) {
        String newest = image.files().keySet().stream()
                .filter(file -> NAMES.journalIndex(file).isPresent())
                .reduce((a, b) -> b)
                .orElseThrow();
        if (NAMES.journalIndex(name).isPresent()) {
            // The other parts of a group, and the copy of a record that is done again, have the same lsn.
            byte[] journal = image.files().get(name);
            byte[] last = image.files().get(newest);
            int index = NAMES.journalIndex(name).getAsInt();
            if (lastLsn(journal) == lastLsn(last) && !image.files().containsKey(NAMES.data(index))) {
                return journal.length; // a drop that is done again needs nothing of it
            }
            return lastLsn(journal) == lastLsn(last) ? journal.length - lastRecord(journal) : 0;
        }
        if (NAMES.dataIndex(name).isPresent()) {
            int index = NAMES.dataIndex(name).getAsInt();
            int group = (int) image.lastGroup().stream()
                    .filter(item -> item.index() == index)
                    .mapToLong(ItemLocation::size)
                    .sum();
            boolean created = group > 0 && group == image.files().get(name).length - SegmentHeader.BYTES;
            return created ? group + SegmentHeader.BYTES : group;
        }
        return 0;
    }

    private static int lastRecord(byte[] journal) {
        ByteBuffer bytes = ByteBuffer.wrap(journal);
        int last = 0;
        for (int at = 0; at + JournalCodec.HEADER_BYTES <= journal.length; ) {
            JournalCodec.Header header = JournalCodec.decodeHeader(bytes, at);
            if (header == null) {
                throw new AssertionError("no record at " + at);
            }
            last = at;
            at += header.length();
        }
        return last;
    }

    private static long lastLsn(byte[] journal) {
        JournalCodec.Header header = JournalCodec.decodeHeader(ByteBuffer.wrap(journal), lastRecord(journal));
        return header == null ? -1 : header.lsn();
    }
}
