package io.aiodiskdb.internal.segment;

import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.error.InvalidDataFileException;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.StorageFile;
import io.aiodiskdb.model.Damage;
import io.aiodiskdb.model.VerificationReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads everything that is on stable storage and compares it with the journals. Changes nothing; used by one thread.
 *
 * <p>A segment that is cut meanwhile is begun again.
 */
final class Verification {

    private static final Logger log = LoggerFactory.getLogger(Verification.class);

    private static final int CHUNK = 1 << 20;

    /** Enough for most items. */
    private static final int FIRST_CHUNK = 4 << 10;

    private final SegmentTable table;
    private final Known known;
    private final Runnable check;
    private final LongSupplier prunings;
    private final Progress progress;
    private ByteBuffer chunk = ByteBuffer.allocateDirect(FIRST_CHUNK);
    private final List<Damage> damages = new ArrayList<>();
    private long damageCount;
    private long indexes;
    private long items;
    private long bytes;
    private long uncheckedBytes;

    /**
     * What the opening has found.
     *
     * @param damage what recovery has found; told unless the verification finds damage in the same index
     * @param aheadOnly items that are in no data file
     */
    record Known(@Nullable Damage damage, @Nullable Damage aheadOnly) {}

    /**
     * Prepares a verification.
     *
     * @param known what the opening has found
     * @param check called before each item; an exception ends the verification
     * @param prunings changes with every pruning; odd while one goes on
     * @param progress told how far it has got
     */
    Verification(SegmentTable table, Known known, Runnable check, LongSupplier prunings, Progress progress) {
        this.table = table;
        this.known = known;
        this.check = check;
        this.prunings = prunings;
        this.progress = progress;
    }

    VerificationReport run() {
        int highest = table.highest();
        int seen = -1;
        for (int index = table.knownFrom(0, highest); index <= highest; index = table.knownFrom(index + 1, highest)) {
            reportGaps(seen + 1, index);
            seen = index;
            Findings found = verifyUndisturbed(index);
            progress.end(index, found.bytes);
            indexes += found.exists ? 1 : 0;
            items += found.items;
            bytes += found.bytes;
            uncheckedBytes += found.unchecked;
            report(found.damages);
        }
        Damage damage = known.damage();
        if (damage != null && damages.stream().noneMatch(found -> found.index() == damage.index())) {
            report(List.of(damage));
        }
        if (known.aheadOnly() != null) {
            report(List.of(known.aheadOnly()));
        }
        return new VerificationReport(indexes, items, bytes, uncheckedBytes, damages, damageCount);
    }

    /** One file with a huge number is not to make as many steps. */
    private void reportGaps(int from, int to) {
        for (int gap = from; gap < to && damages.size() < VerificationReport.MAX_DAMAGES; gap++) {
            damages.add(gap(gap));
        }
        damageCount += to - from;
    }

    private static Damage gap(int index) {
        return new Damage(index, 0, 0, "gap: there is neither a data file nor a journal");
    }

    private void report(List<Damage> found) {
        for (Damage damage : found) {
            damageCount++;
            if (damages.size() < VerificationReport.MAX_DAMAGES) {
                damages.add(damage);
            }
        }
    }

    /** What has been found in one index. */
    private static final class Findings {
        private boolean exists;
        private long items;
        private long bytes;
        private long unchecked;
        private final List<Damage> damages = new ArrayList<>();

        Findings with(Damage damage) {
            damages.add(damage);
            return this;
        }
    }

    /** Between the record of a cut and its end, a segment is neither the old nor the new one. */
    private Findings verifyUndisturbed(int index) {
        while (true) {
            check.run();
            long before = prunings.getAsLong();
            Findings found = verify(index);
            boolean disturbed = before % 2 != 0 || prunings.getAsLong() != before;
            if (found.damages.isEmpty() || !disturbed) {
                return found;
            }
            Thread.onSpinWait();
        }
    }

    private Findings verify(int index) {
        try {
            Segment segment = Uninterrupted.<@Nullable Segment>call(() -> table.find(index));
            if (segment == null) {
                return new Findings().with(gap(index));
            }
            while (true) {
                Segment.View view = segment.view();
                Findings found = verify(segment, view);
                if (segment.view().version() == view.version()) {
                    return found;
                }
            }
        } catch (CorruptDataException e) {
            return new Findings()
                    .with(new Damage(
                            index, e.location().position(), e.location().size(), String.valueOf(e.getMessage())));
        } catch (InvalidDataFileException | IOException e) {
            return new Findings().with(new Damage(index, 0, 0, e.toString()));
        }
    }

    private Findings verify(Segment segment, Segment.View view) {
        Findings found = new Findings();
        if (view.dropped()) {
            return found;
        }
        found.exists = true;
        progress.begin(segment.index());
        try {
            return Uninterrupted.call(() -> {
                Findings attempt = new Findings();
                attempt.exists = true;
                try (StorageFile data = table.files().openDataForReading(segment.index())) {
                    verify(segment, view, data, attempt);
                }
                return attempt;
            });
        } catch (CorruptDataException e) {
            return found.with(new Damage(
                    segment.index(), e.location().position(), e.location().size(), String.valueOf(e.getMessage())));
        } catch (InvalidDataFileException | IOException e) {
            return found.with(new Damage(segment.index(), view.begin(), view.size(), e.toString()));
        }
    }

    private void verify(Segment segment, Segment.View view, StorageFile data, Findings found) throws IOException {
        int index = segment.index();
        String fault = table.files().headerFault(data);
        if (fault != null) {
            found.with(new Damage(index, 0, 0, fault));
            return;
        }
        long trimOffset = table.files().trimOffset(data);
        ItemDirectory directory = segment.items().directory(view);
        long end = verifyLength(segment, view, directory, trimOffset + data.length() - SegmentHeader.BYTES, found);
        long position = Math.max(view.begin(), trimOffset);
        for (ItemStretch stretch : directory.stretches()) {
            ItemBlock block = blockOf(segment, stretch, found);
            for (int item = 0; block != null && item < block.count(); item++) {
                long start = block.start(item);
                long size = block.size(item);
                if (start < position || start + size > end) {
                    continue; // cut by a trim, or already reported as missing
                }
                found.unchecked += start - position;
                verifyItem(index, data, start, size, trimOffset, block.checksum(item), found);
                position = start + size;
            }
        }
        found.unchecked += Math.max(0, end - position);
        found.bytes += Math.max(0, end - Math.max(view.begin(), trimOffset));
    }

    private static @Nullable ItemBlock blockOf(Segment segment, ItemStretch stretch, Findings found)
            throws IOException {
        try {
            return segment.items().block(stretch);
        } catch (CorruptDataException e) {
            found.with(new Damage(segment.index(), stretch.start(), 0, String.valueOf(e.getMessage())));
            return null;
        }
    }

    /** {@return the position up to which there is something to be checked} */
    private long verifyLength(
            Segment segment, Segment.View view, ItemDirectory directory, long fileEnd, Findings found) {
        int index = segment.index();
        boolean halfTrimmed = segment.isHalfTrimmed();
        String journal = table.files().names().journal(index);
        if (halfTrimmed) {
            log.debug("Index {} is still being cut off behind {}", index, view.end());
        } else if (!directory.intact()) {
            long from = Math.min(directory.settledEnd(), view.end());
            found.with(new Damage(
                    index,
                    from,
                    view.end() - from,
                    "journal " + journal + " is missing or has a bad record at offset " + directory.builtTo()));
        } else if (view.journalEnd() < 0 && fileEnd > directory.settledEnd()) {
            found.with(new Damage(
                    index,
                    directory.settledEnd(),
                    fileEnd - directory.settledEnd(),
                    "the data file ends at " + fileEnd + ", but " + directory.settledEnd() + " was settled"));
        }
        long settledEnd =
                halfTrimmed ? view.end() : Math.max(directory.settledEnd(), view.journalEnd() < 0 ? 0 : view.end());
        if (fileEnd < settledEnd) {
            found.with(new Damage(
                    index,
                    Math.max(fileEnd, 0),
                    settledEnd - Math.max(fileEnd, 0),
                    "the data file ends at " + fileEnd + ", but " + settledEnd + " was settled"));
        }
        return Math.min(fileEnd, view.end());
    }

    private void verifyItem(
            int index, StorageFile data, long start, long size, long trimOffset, int expected, Findings found)
            throws IOException {
        check.run();
        CRC32C crc = new CRC32C();
        long offset = SegmentHeader.BYTES + start - trimOffset;
        if (size > chunk.capacity() && chunk.capacity() < CHUNK) {
            chunk = ByteBuffer.allocateDirect(CHUNK);
        }
        for (long done = 0; done < size; ) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), size - done));
            int read = data.readFully(chunk, offset + done);
            if (read == 0) {
                break; // the checksum will not match
            }
            crc.update(chunk.flip());
            done += read;
            progress.add(index, read);
        }
        found.items++;
        if ((int) crc.getValue() != expected) {
            found.with(new Damage(index, start, size, ItemIndex.mismatch(expected, (int) crc.getValue())));
        }
    }
}
