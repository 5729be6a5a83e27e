package io.aiodiskdb.internal.buffer;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The line of those who wait for room: whatever the threads' steps are between each other, in the end the items of each
 * thread lie in the order of its calls, also the small ones that would have found room earlier; those who waited have been
 * told in that order; and nobody is forgotten.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
@Tag("one-jdk")
public class WaitingOrderLincheckTest {

    private static final int CAPACITY = 2;
    private static final int THREADS = 8;
    private static final int ITEMS = 16;

    private final BufferSlots slots = new BufferSlots(
            new BufferSettings(1_000, 1, CAPACITY, CAPACITY, 1000),
            () -> {},
            () -> new NotRunningException("not open"));

    /** How many items each thread has added so far. */
    private final AtomicIntegerArray issued = new AtomicIntegerArray(THREADS);

    private final AtomicInteger placed = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final ConcurrentLinkedQueue<ItemLocation> told = new ConcurrentLinkedQueue<>();

    /** What has been flushed; confined to the committer. */
    private final List<Byte> file = new ArrayList<>();

    /** Confined to the committer. */
    private @Nullable WriteBuffer taken;

    /** Opens the slots. */
    public WaitingOrderLincheckTest() {
        slots.open(0, 0);
        slots.provide(ByteBuffer.allocate(CAPACITY));
        slots.provide(ByteBuffer.allocate(CAPACITY));
    }

    /** An item that waits. */
    private final class Pending implements Waiting {

        private final byte[] item;

        Pending(byte[] item) {
            this.item = item;
        }

        @Override
        public ByteBuffer data() {
            return ByteBuffer.wrap(item);
        }

        @Override
        public @Nullable DurabilityWaiter durability() {
            return null;
        }

        @Override
        public long heldBytes() {
            return 0;
        }

        @Override
        public long deadlineNanos() {
            return 0;
        }

        @Override
        public void placed(ItemLocation location) {
            told.add(location);
            placed.incrementAndGet();
        }

        @Override
        public void failed(AioDiskDbException reason) {
            failed.incrementAndGet();
        }
    }

    /** Large items and small ones, which find room where large ones do not; each says whose it is, and which. */
    private byte[] nextItem(int thread) {
        int number = issued.getAndIncrement(thread % THREADS);
        byte name = (byte) (thread % THREADS * ITEMS + number);
        return number % 2 == 0 ? new byte[] {name, name} : new byte[] {name};
    }

    /**
     * Adds an item if nobody waits and there is room.
     *
     * @param thread whose it is
     */
    @Operation
    public void add(@Param(name = "thread") int thread) {
        if (slots.append(nextItem(thread), null) == null) {
            failed.incrementAndGet();
        } else {
            placed.incrementAndGet();
        }
    }

    /**
     * Waits behind all who wait already.
     *
     * @param thread whose item it is
     */
    @Operation
    public void await(@Param(name = "thread") int thread) {
        slots.await(new Pending(nextItem(thread)));
    }

    /** Lets those go whose time is over: all who wait. */
    @Operation
    public void expire() {
        slots.expire(1, pending -> new NotRunningException("too late"));
    }

    /** Takes what is to be flushed. */
    @Operation(nonParallelGroup = "committer")
    public void take() {
        taken = slots.take(true);
    }

    /** Gives the memory back, so that there is room. */
    @Operation(nonParallelGroup = "committer")
    public void retire() {
        WriteBuffer flushed = taken;
        if (flushed != null) {
            ByteBuffer bytes = flushed.bytes();
            for (int at = 0; at < bytes.limit(); at++) {
                file.add(bytes.get(at));
            }
            taken = null;
            slots.retire(flushed);
        }
    }

    /** Flushes the rest and looks at all of it. */
    @Validate
    public void everybodyHadATurn() {
        do {
            take();
            retire();
        } while (slots.figures().bytesBuffered() > 0);
        int[] last = new int[THREADS];
        for (byte name : file) {
            int thread = name / ITEMS;
            int number = name % ITEMS + 1;
            require(number >= last[thread], "item " + number + " of thread " + thread + " lies behind " + last[thread]);
            last[thread] = number;
        }
        require(slots.figures().waiting() == 0, "somebody still waits");
        int all = 0;
        for (int thread = 0; thread < THREADS; thread++) {
            all += issued.get(thread);
        }
        require(placed.get() + failed.get() == all, placed + " placed and " + failed + " failed of " + all);
        List<ItemLocation> order = List.copyOf(told);
        require(order.stream().sorted().toList().equals(order), "told in the order " + order);
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise + "; stored: " + file);
        }
    }

    @Test
    void everyInterleavingKeepsTheOrder() {
        new ModelCheckingOptions()
                .iterations(8)
                .invocationsPerIteration(150)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(4)
                .actorsAfter(2)
                .check(getClass());
    }

    @Test
    void realThreadsKeepTheOrder() {
        new StressOptions()
                .iterations(30)
                .invocationsPerIteration(1_000)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(4)
                .actorsAfter(2)
                .check(getClass());
    }
}
