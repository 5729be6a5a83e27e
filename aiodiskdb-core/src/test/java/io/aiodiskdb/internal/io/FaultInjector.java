package io.aiodiskdb.internal.io;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * What goes wrong with the calls of a {@link SimulatedStorage}. It is asked before each of them, on the calling thread
 * and without a lock, so it may also hold a call back until a test lets it go; with several threads it must be
 * thread-safe.
 */
@FunctionalInterface
public interface FaultInjector {

    /** The answer that lets a call transfer all that it is asked to. */
    int ALL = Integer.MAX_VALUE;

    /**
     * Lets a call pass, fail or do less than asked.
     *
     * @param call what is about to happen
     * @return the most bytes that a read or a write may transfer; other calls do not look at it
     * @throws IOException to let the call fail; the storage wraps it where its contract says so
     * @throws PowerCutException to cut the power at this call
     */
    int before(StorageCall call) throws IOException;

    /** {@return an injector that lets everything pass} */
    static FaultInjector none() {
        return call -> ALL;
    }

    /**
     * Lets one call fail.
     *
     * @param number which of the calls that are picked, from 1
     * @param picked the calls that count
     * @return the injector
     */
    static FaultInjector failOnce(long number, Predicate<StorageCall> picked) {
        AtomicLong seen = new AtomicLong();
        return call -> {
            if (picked.test(call) && seen.incrementAndGet() == number) {
                throw new IOException("injected failure of call " + call);
            }
            return ALL;
        };
    }

    /**
     * Lets a call and all after it fail.
     *
     * @param number the first that fails of the calls that are picked, from 1
     * @param picked the calls that count, and fail
     * @return the injector
     */
    static FaultInjector failFrom(long number, Predicate<StorageCall> picked) {
        AtomicLong seen = new AtomicLong();
        return call -> {
            if (picked.test(call) && seen.incrementAndGet() >= number) {
                throw new IOException("injected failure of call " + call);
            }
            return ALL;
        };
    }
}
