package io.aiodiskdb;

import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.SimulatedStorage;
import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks at the data files before an opening, to tell afterwards whether what it cut off is in the quarantine. */
final class RecoveryWitness {

    private final SimulatedStorage disk;
    private final TreeMap<String, byte[]> before = new TreeMap<>();

    RecoveryWitness(SimulatedStorage disk) {
        this.disk = disk;
        for (String name : disk.names()) {
            if (ContentsCheck.NAMES.dataIndex(name).isPresent()) {
                before.put(name, ContentsCheck.contents(disk, name));
            }
        }
    }

    /**
     * Looks again.
     *
     * @param prunings whether the opening may have done a pruning again: then it keeps no copies
     * @param endBeforeRtrim where an index ended before an rtrim that may be done again: what ends there now by chance counts as what
     *     is to be cut off
     * @return what is missing or left over; null if nothing is
     */
    @Nullable
    String complaint(boolean prunings, long endBeforeRtrim) {
        for (String name : disk.names()) {
            if (name.startsWith(".tmp.")) {
                return "an opening has left " + name;
            }
        }
        return prunings ? null : missingCopy(endBeforeRtrim);
    }

    private @Nullable String missingCopy(long endBeforeRtrim) {
        for (var file : before.entrySet()) {
            boolean exists = disk.names().contains(file.getKey());
            int length = exists ? ContentsCheck.contents(disk, file.getKey()).length : 0;
            byte[] old = file.getValue();
            boolean isWorthIt = exists || old.length > SegmentHeader.BYTES;
            if (length < old.length
                    && isWorthIt
                    && !endsAt(endBeforeRtrim, old)
                    && !isQuarantined(old) // the whole file, and an empty one is in its place
                    && !isQuarantined(Arrays.copyOfRange(old, length, old.length))) {
                return "no copy of " + (old.length - length) + " bytes that were cut off " + file.getKey() + " at "
                        + length + " in the quarantine";
            }
        }
        return null;
    }

    private static boolean endsAt(long position, byte[] file) {
        return file.length >= SegmentHeader.BYTES
                && ContentsCheck.trimOffset(file) + file.length - SegmentHeader.BYTES == position;
    }

    /** A copy may begin earlier: what was written ahead has taken the place of its first bytes. */
    private boolean isQuarantined(byte[] bytes) {
        return disk.quarantined().values().stream()
                .anyMatch(copy -> copy.length >= bytes.length
                        && Arrays.equals(copy, copy.length - bytes.length, copy.length, bytes, 0, bytes.length));
    }
}
