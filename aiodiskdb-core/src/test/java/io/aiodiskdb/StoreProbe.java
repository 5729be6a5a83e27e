package io.aiodiskdb;

import com.sun.management.ThreadMXBean;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens files that are not what they were, does everything that one can do with a store, and judges what it did: no exception
 * but the declared ones, no more memory and storage calls than such a store is worth, nothing lost without a copy, and no
 * other bytes than were written. Confined to one thread.
 */
final class StoreProbe {

    /** Storage calls, in place of a time: what is without an end is found on a slow machine and on a fast one. */
    private static final long MOST_CALLS = 50_000;

    private static final long MOST_BYTES_ALLOCATED = 24L << 20;
    private static final long MOST_CPU_NANOS = 5_000_000_000L;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final StoreImage image;
    private final Map<String, byte[]> found;
    private final SimulatedStorage disk;
    private final Set<ItemLocation> missing = new HashSet<>();
    private Map<String, byte[]> left = Map.of();
    private boolean refused;
    private boolean damageFound;
    private boolean otherBytes;
    private long calls;

    /**
     * Prepares the files.
     *
     * @param image what they were
     * @param found what they are
     * @param irregular names of what are no files
     */
    StoreProbe(StoreImage image, Map<String, byte[]> found, Set<String> irregular) {
        this.image = image;
        this.found = found;
        this.disk = new SimulatedStorage(1);
        found.forEach(disk::place);
        irregular.forEach(disk::placeIrregular);
        disk.faults(call -> {
            calls++;
            if (calls > MOST_CALLS) {
                throw new IllegalStateException("more than " + MOST_CALLS + " calls");
            }
            return FaultInjector.ALL;
        });
    }

    /** {@return whether the store was refused, or reported damage} */
    boolean isNoticed() {
        return refused || damageFound;
    }

    /** {@return the items that were read as absent} */
    Set<ItemLocation> missing() {
        return missing;
    }

    boolean hasServedOtherBytes() {
        return otherBytes;
    }

    /** {@return null, or what must not happen with any files} */
    @Nullable
    String run() {
        long id = Thread.currentThread().getId();
        long allocatedBefore = THREADS.getThreadAllocatedBytes(id);
        long cpuBefore = THREADS.getCurrentThreadCpuTime();
        try {
            use();
        } catch (RuntimeException | Error e) {
            return e + " at " + Arrays.toString(Arrays.copyOf(e.getStackTrace(), 8));
        }
        long allocated = THREADS.getThreadAllocatedBytes(id) - allocatedBefore;
        if (allocated > MOST_BYTES_ALLOCATED) {
            return allocated + " bytes allocated";
        }
        if (THREADS.getCurrentThreadCpuTime() - cpuBefore > MOST_CPU_NANOS) {
            return "takes too long";
        }
        return null;
    }

    private void use() {
        AioDiskDb db = StoreImage.database(disk);
        if (declared(() -> start(db)).isEmpty()) {
            refused = true;
            left = StoreImage.filesOf(disk);
            return;
        }
        damageFound = db.state() == DbState.DEGRADED
                || !declared(() -> db.blocking().verify().isIntact()).orElse(false);
        declared(() -> walk(db));
        image.items().forEach((location, data) -> {
            Optional<Optional<byte[]>> read = declared(() -> db.blocking().read(location));
            if (read.isPresent() && read.get().isEmpty()) {
                missing.add(location);
            }
            otherBytes |= read.isPresent()
                    && read.get().isPresent()
                    && !Arrays.equals(read.get().get(), data);
        });
        declared(() -> db.indices().join().size());
        left = StoreImage.filesOf(disk);
        declared(() -> db.blocking().addDurably(StoreImage.item(30, 99)));
        declared(() -> db.stats().bytesOnDisk());
        declared(() -> {
            db.close();
            return true;
        });
    }

    private static boolean start(AioDiskDb db) {
        db.blocking().start();
        return true;
    }

    private static long walk(AioDiskDb db) {
        try (Stream<StoredItem> items = db.items()) {
            return items.count();
        }
    }

    private static <T> Optional<T> declared(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (AioDiskDbException e) {
            return Optional.empty();
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() instanceof AioDiskDbException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Looks at what the opening has left: of data files, what is gone must be in the quarantine, and foreign files are still there.
     *
     * @return null, or what is gone
     */
    @Nullable
    String lossWithoutCopy() {
        for (Map.Entry<String, byte[]> file : found.entrySet()) {
            byte[] now = left.getOrDefault(file.getKey(), new byte[0]);
            byte[] before = file.getValue();
            if (refused && !file.getKey().endsWith(".dat")) {
                continue;
            }
            if (file.getKey().endsWith(".dat") && !file.getKey().startsWith(".")) {
                int other = Arrays.mismatch(now, before); // what was written ahead takes the place of what was cut off
                int kept = other < 0 ? before.length : other;
                byte[] cut = Arrays.copyOfRange(before, kept, before.length);
                if (kept < before.length && before.length > SegmentHeader.BYTES && !isCopied(cut)) {
                    return file.getKey() + " is cut from " + before.length + " to " + kept + " bytes without a copy";
                }
            } else if (file.getKey().equals(FileNames.AHEAD)) {
                if (!left.containsKey(FileNames.AHEAD) && hadJournals() && !isCopied(before)) {
                    return FileNames.AHEAD + " is gone without a copy";
                }
            } else if (!left.containsKey(file.getKey()) && isForeign(file.getKey())) {
                return "the foreign file " + file.getKey() + " is gone";
            }
        }
        return null;
    }

    /** Without, it belongs to a store that somebody has deleted. */
    private boolean hadJournals() {
        return found.keySet().stream().anyMatch(name -> name.endsWith(".journal"));
    }

    private boolean isCopied(byte[] cut) {
        return disk.quarantined().values().stream().anyMatch(copy -> endsWith(copy, cut));
    }

    private static boolean endsWith(byte[] copy, byte[] cut) {
        int from = copy.length - cut.length;
        return from >= 0 && Arrays.equals(copy, from, copy.length, cut, 0, cut.length);
    }

    private static boolean isForeign(String name) {
        return !name.matches("data[0-9]{5,9}\\.(dat|journal)|\\.tmp\\.data[0-9]{5,9}\\.dat|\\.checkpoint-[0-9]{1,18}");
    }

    /** {@return how much shorter the opening has made a file; its length if it is gone} */
    int lost(String name) {
        byte[] now = left.getOrDefault(name, new byte[0]);
        return Math.max(0, found.getOrDefault(name, new byte[0]).length - now.length);
    }
}
