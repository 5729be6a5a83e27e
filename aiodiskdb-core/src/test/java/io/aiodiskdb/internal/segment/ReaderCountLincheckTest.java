package io.aiodiskdb.internal.segment;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Readers that go in and out of what is taken away meanwhile: whatever their steps are between each other, nobody is in when
 * it is taken away, nobody gets in behind the end, and when all are out it has been taken away once.
 */
@Tag("one-jdk")
public class ReaderCountLincheckTest {

    /** Makes what is tried. Written while nothing is tried. */
    private static volatile Function<Runnable, Count> tried = Original::new;

    private final AtomicInteger takenAway = new AtomicInteger();
    private final Count count = tried.apply(takenAway::incrementAndGet);
    private volatile boolean ended;

    /** How a read went. */
    public enum Read {
        /** It was there until the reader left. */
        DONE,
        /** The reader did not get in. */
        REFUSED,
        /** It was taken away under the reader: never. */
        TAKEN_AWAY
    }

    /**
     * Goes in, looks twice, as at the begin and at the end of a copy, and leaves.
     *
     * @return how it went
     */
    @Operation
    public Read read() {
        int cell = count.enter();
        if (cell < 0) {
            return Read.REFUSED;
        }
        boolean there = takenAway.get() == 0;
        there &= takenAway.get() == 0;
        count.leave(cell);
        return there ? Read.DONE : Read.TAKEN_AWAY;
    }

    /** Declares the end. */
    @Operation
    public void end() {
        count.end();
        ended = true;
    }

    /** All are out. */
    @Validate
    public void isTakenAwayOnceBehindTheEnd() {
        if (takenAway.get() != (ended ? 1 : 0)) {
            throw new IllegalStateException(
                    (ended ? "ended" : "not ended") + ", and taken away " + takenAway + " times");
        }
    }

    @Test
    void nobodyIsInWhenItIsTakenAwayInAnyInterleaving() {
        tryInterleavings();
    }

    @Test
    void nobodyIsInWhenItIsTakenAwayFromRealThreads() {
        new StressOptions()
                .iterations(20)
                .invocationsPerIteration(1_000)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(0)
                .actorsAfter(0) // it would make up for what somebody has failed to tell
                .check(ReaderCountLincheckTest.class);
    }

    private static void tryInterleavings() {
        new ModelCheckingOptions()
                .iterations(12)
                .invocationsPerIteration(400)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(0)
                .actorsAfter(0) // it would make up for what somebody has failed to tell
                .check(ReaderCountLincheckTest.class);
    }

    // ---- for mutants

    /** What is tried: the reader count, or a mutant of it. */
    abstract static class Count {

        abstract int enter();

        abstract void leave(int cell);

        abstract void end();
    }

    private static final class Original extends Count {

        private final ReaderCount count;

        Original(Runnable afterTheLast) {
            this.count = new ReaderCount(afterTheLast);
        }

        @Override
        int enter() {
            return count.enter();
        }

        @Override
        void leave(int cell) {
            count.leave(cell);
        }

        @Override
        void end() {
            count.end();
        }
    }

    /**
     * Tries the interleavings of another count. Lincheck makes its own class of the operations and knows one class loader, so
     * the mutant gets a name of its own in that, unlike others.
     *
     * @param bytes its class, of this package and a {@link Count}
     * @return what is wrong with it; null if nothing is
     */
    public static @Nullable String violationOf(byte[] bytes) throws ReflectiveOperationException {
        Constructor<? extends Count> constructor = MethodHandles.lookup()
                .defineClass(bytes)
                .asSubclass(Count.class)
                .getDeclaredConstructor(Runnable.class);
        tried = afterTheLast -> made(constructor, afterTheLast);
        try {
            tryInterleavings();
            return null;
        } catch (LincheckAssertionError e) {
            return e.getMessage().strip();
        } finally {
            tried = Original::new;
        }
    }

    private static Count made(Constructor<? extends Count> constructor, Runnable afterTheLast) {
        try {
            return constructor.newInstance(afterTheLast);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
