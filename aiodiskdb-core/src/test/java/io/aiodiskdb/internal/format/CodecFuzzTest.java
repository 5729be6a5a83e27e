package io.aiodiskdb.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.aiodiskdb.Mutator;
import io.aiodiskdb.TestSeed;
import io.aiodiskdb.model.ItemLocation;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mutated and random bytes for everything that reads bytes, names and text: no exception but the declared ones. */
@Timeout(120)
class CodecFuzzTest {

    private static final int INPUTS = Integer.getInteger("aiodiskdb.fuzz.codec.inputs", 12_000);
    private static final long MOST_BYTES_ALLOCATED = 4 << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int GENESIS = 0x0dce8f37;

    private final long seed = TestSeed.of("CodecFuzzTest");

    /** Feeds mutations of an original, forged journals and random bytes; looks at the memory that each takes. */
    private void fuzz(byte[] original, Consumer<byte[]> codec) {
        for (int number = 0; number < INPUTS; number++) {
            Mutator mutator = new Mutator(seed + number);
            byte[] input = switch (number % 4) {
                case 0 -> mutator.bytes(400);
                case 1 -> mutator.forge(original);
                default -> mutator.mutate(original);
            };
            long id = Thread.currentThread().getId();
            long before = THREADS.getThreadAllocatedBytes(id);
            try {
                codec.accept(input);
            } catch (RuntimeException | Error e) {
                fail("input " + number + " of seed " + seed, e);
            }
            assertThat(THREADS.getThreadAllocatedBytes(id) - before)
                    .as("bytes allocated for input %d", number)
                    .isLessThan(MOST_BYTES_ALLOCATED);
        }
    }

    @Test
    void journalRecords() {
        ItemTable items = new ItemTable(2);
        items.add(5, 1);
        items.add(6, 2);
        List<JournalRecord> records = List.of(
                new JournalRecord.Open(1, 7),
                new JournalRecord.Commit(2, 7, 0, 11, items, List.of(new GroupPart(0, 0, 11), new GroupPart(1, 0, 5))),
                new JournalRecord.Adopt(3, 7, 11, 43),
                new JournalRecord.Rtrim(4, 7, 0, 5),
                new JournalRecord.Drop(5, 7, 0),
                new JournalRecord.Clean(6, 7));
        ByteBuffer journal = ByteBuffer.allocate(
                records.stream().mapToInt(JournalCodec::encodedLength).sum());
        records.forEach(record -> JournalCodec.encode(record, journal));

        fuzz(journal.array(), input -> {
            ByteBuffer bytes = ByteBuffer.wrap(input);
            for (int at = 0; at + JournalCodec.HEADER_BYTES <= input.length; at++) {
                JournalCodec.Header header = JournalCodec.decodeHeader(bytes, at);
                if (header != null && header.isReadable() && header.length() <= input.length - at) {
                    JournalRecord record = JournalCodec.decode(bytes, at, header);
                    if (record != null) {
                        assertThat(JournalCodec.encodedLength(record)).isEqualTo(header.length());
                    }
                }
            }
        });
    }

    @Test
    void recordsOfTheWriteAheadFile() {
        ByteBuffer records = AheadCodecTest.twoRecords();
        byte[] original = new byte[records.capacity()];
        records.get(0, original);

        fuzz(original, input -> {
            ByteBuffer bytes = ByteBuffer.wrap(input);
            for (int at = 0; at + AheadCodec.HEADER_BYTES <= input.length; at++) {
                AheadCodec.Header header = AheadCodec.decodeHeader(bytes, at);
                if (header != null && header.dataAt() + header.bytes() <= input.length - at) {
                    AheadRecord record = AheadCodec.decode(bytes, at, header);
                    if (record != null) {
                        assertThat(record.items().bytes()).isEqualTo(header.bytes());
                    }
                }
            }
        });
    }

    @Test
    void headers() {
        byte[] header = new byte[SegmentHeader.BYTES];
        new SegmentHeader(GENESIS, 150).encode().get(header);

        fuzz(header, input -> {
            ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
            bytes.put(input, 0, Math.min(input.length, SegmentHeader.BYTES));
            SegmentHeader decoded = SegmentHeader.decode(bytes, GENESIS);
            assertThat(decoded == null).isEqualTo(SegmentHeader.fault(bytes, GENESIS) != null);
            if (decoded != null) {
                assertThat(decoded.trimOffset()).isBetween(0L, 0xffff_ffffL);
            }
        });
    }

    @Test
    void checkpoints() {
        fuzz(
                new byte[5 * 52],
                input -> assertThat(Checkpoint.decode(ByteBuffer.wrap(input)).files())
                        .hasSize(input.length / 52)
                        .allMatch(file -> file.index() >= 0 && file.length() >= 0));
    }

    @Test
    void serializedLocations() {
        fuzz(new ItemLocation(1, 80, 1_024_333).toBytes(), input -> {
            try {
                assertThat(ItemLocation.fromBytes(input).toBytes()).isEqualTo(input);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageFindingMatch("12 bytes|index must be|position|size");
            }
        });
    }

    @Test
    void writtenLocations() {
        fuzz("12:4294967295:4000000000".getBytes(StandardCharsets.UTF_8), input -> {
            try {
                ItemLocation location = ItemLocation.parse(new String(input, StandardCharsets.UTF_8));
                assertThat(ItemLocation.parse(location.toString())).isEqualTo(location);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).hasSizeLessThan(200);
            }
        });
    }

    @Test
    void fileNames() {
        FileNames names = new FileNames("data", 5);
        for (String original : List.of("data00012.dat", "data00012.journal", ".tmp.data00012.dat", ".checkpoint-17")) {
            fuzz(original.getBytes(StandardCharsets.UTF_8), input -> {
                String name = new String(input, StandardCharsets.UTF_8);
                names.dataIndex(name)
                        .ifPresent(index -> assertThat(names.data(index)).isEqualTo(name));
                names.journalIndex(name)
                        .ifPresent(index -> assertThat(names.journal(index)).isEqualTo(name));
                if (names.isTemporary(name) || FileNames.checkpointMillis(name).isPresent()) {
                    assertThat(name).doesNotContain("/", "\\", "..").startsWith(".");
                }
            });
        }
    }
}
