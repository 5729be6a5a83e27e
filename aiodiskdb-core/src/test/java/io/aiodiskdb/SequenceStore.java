package io.aiodiskdb;

import io.aiodiskdb.internal.io.SimulatedStorage;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A database to which the operations of a sequence are done one after the other until the power is cut, and what may be
 * found of it then.
 */
final class SequenceStore {

    private final Random random = new Random(1);
    private SimulatedStorage disk;
    private InlineStore store;

    /** What is known to be on stable storage. */
    private StoreContents settled = new StoreContents(InlineStore.MAX_FILE);

    /** What may be found after a crash now. */
    private List<StoreContents> allowed = List.of(settled);

    /** How many steps of the disk are left before the power is cut. */
    private long stepsLeft = Long.MAX_VALUE;

    SequenceStore(SimulatedStorage disk) {
        this.disk = disk;
        this.store = new InlineStore(disk);
    }

    SimulatedStorage disk() {
        return disk;
    }

    List<StoreContents> allowed() {
        return allowed;
    }

    StoreContents settled() {
        return settled;
    }

    void start() {
        succeeds(AioDiskDb::start);
    }

    /** Lets the power be cut at a step to come, from 1. */
    void cutPowerAtStep(long step) {
        stepsLeft = step;
        disk.cutPowerAtStep(disk.steps() + step);
    }

    /** The bytes of an item that no other one has. */
    byte[] item(int size) {
        byte[] data = new byte[size];
        random.nextBytes(data);
        return data;
    }

    void expect(List<StoreContents> states) {
        allowed = List.copyOf(states);
    }

    /** Does something that must succeed, unless the power is cut. The last state is that of success. */
    void act(List<StoreContents> states, Function<AioDiskDb, CompletableFuture<?>> action) {
        expect(states);
        if (succeeds(action)) {
            settled = states.get(states.size() - 1);
            allowed = List.of(settled);
        }
    }

    /** {@return whether the power is still on} */
    boolean succeeds(Function<AioDiskDb, CompletableFuture<?>> action) {
        if (disk.isPowerOff()) {
            return false;
        }
        boolean success = store.succeeds(action.apply(store.db()));
        require(success || disk.isPowerOff(), "fails although nothing is wrong with the disk");
        return success;
    }

    void require(boolean condition, String otherwise) {
        if (!condition && !disk.isPowerOff()) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** Ends the process that uses the disk, and starts another one. */
    void restart() {
        if (disk.isPowerOff()) {
            return;
        }
        InlineStore dead = store;
        SimulatedStorage next = disk.restart();
        if (stepsLeft < Long.MAX_VALUE) {
            next.cutPowerAtStep(Math.max(1, stepsLeft));
        }
        dead.close();
        disk = next;
        store = new InlineStore(disk);
        start();
    }

    void close() {
        store.close();
    }
}
