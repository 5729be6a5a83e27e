package io.aiodiskdb;

import io.aiodiskdb.internal.io.PowerCut;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.model.ItemLocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A running store of two data files, to the second of which items are written ahead. */
final class LiveAheadStore {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Two of them do not fit a data file. */
    private static final int LARGE = 100;

    private static final int SMALL = 10;

    private static final int CUTS_BY_CHANCE = 64;

    private final SimulatedStorage disk = new SimulatedStorage(1);
    private final StoreContents durable = new StoreContents(InlineStore.MAX_FILE);
    private final InlineStore store;
    private int items;

    LiveAheadStore() {
        InlineStore.placeAhead(disk);
        this.store = new InlineStore(disk);
        require(store.db().start());
        addDurably(LARGE);
        addDurably(LARGE);
        require(store.db().flush());
    }

    AioDiskDb db() {
        return store.db();
    }

    SimulatedStorage disk() {
        return disk;
    }

    boolean succeeds(CompletableFuture<?> future) {
        return store.succeeds(future);
    }

    private void require(CompletableFuture<?> future) {
        if (!store.succeeds(future)) {
            throw new IllegalStateException("fails in state " + store.db().state());
        }
    }

    private void addDurably(int size) {
        byte[] data = TestSeed.bytes(++items, size);
        durable.add(data);
        require(store.db().addDurably(data));
    }

    /** Makes an item durable that stays in its buffer. */
    void writeAhead() {
        addDurably(SMALL);
    }

    /** Lets a thread do that; when this returns, it is done, or waits for somebody else to do it. */
    Thread startWritingAhead() {
        byte[] data = TestSeed.bytes(++items, SMALL);
        durable.add(data);
        Thread caller = new Thread(() -> store.db().blocking().addDurably(data));
        caller.setDaemon(true);
        caller.start();
        long start = System.nanoTime();
        while (!isDoneOrWaits(caller)) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IllegalStateException("the caller is " + caller.getState());
            }
            Thread.onSpinWait();
        }
        return caller;
    }

    private static boolean isDoneOrWaits(Thread thread) {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING, TERMINATED -> true;
            default -> false;
        };
    }

    static void awaitEnd(@Nullable Thread caller) {
        if (caller == null) {
            throw new IllegalStateException("no caller was started");
        }
        try {
            caller.join(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (caller.isAlive()) {
            throw new IllegalStateException("the caller still waits");
        }
    }

    /** {@return what is not as it was promised if the power is cut now; null if nothing is} */
    @Nullable
    String problemAfterPowerCut() {
        SimulatedStorage found = disk.afterPowerCut(PowerCut.NOTHING_SURVIVES, 1);
        store.close();
        return problemOf(found);
    }

    /** {@return what is not, or is and must not be, whatever the power cut leaves; null if nothing is wrong} */
    @Nullable
    String problemAfterPowerCutOfAnyKind() {
        List<SimulatedStorage> found = new ArrayList<>();
        found.add(disk.afterPowerCut(PowerCut.EVERYTHING_SURVIVES, 1));
        found.add(disk.afterPowerCut(PowerCut.NOTHING_SURVIVES, 1));
        for (long seed = 1; seed <= CUTS_BY_CHANCE; seed++) {
            found.add(disk.afterPowerCut(PowerCut.CHANCE_DECIDES, seed));
        }
        store.close();
        String problem = null;
        for (SimulatedStorage each : found) {
            problem = problem == null ? problemOf(each) : problem;
        }
        return problem;
    }

    private @Nullable String problemOf(SimulatedStorage found) {
        InlineStore again = new InlineStore(found);
        boolean opened = again.succeeds(again.db().start());
        byte[] wanted = durable.bytes(1);
        boolean kept = opened
                && Arrays.equals(
                        again.db()
                                .read(new ItemLocation(1, 0, wanted.length))
                                .join()
                                .orElse(new byte[0]),
                        wanted);
        boolean more = opened
                && again.db()
                        .read(new ItemLocation(1, wanted.length, SMALL))
                        .join()
                        .isPresent();
        again.close();
        return more ? "what was refused is in index 1" : kept ? null : "what was durable in index 1 is lost";
    }
}
