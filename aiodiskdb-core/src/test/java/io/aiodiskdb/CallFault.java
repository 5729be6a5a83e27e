package io.aiodiskdb;

import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.StorageCall;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** What becomes of one call of the disk, or of all from that one on. */
enum CallFault {
    ERROR_ONCE,
    ERROR_FROM_THEN_ON,

    /** From the call on, nothing that takes room succeeds. */
    OUT_OF_SPACE,

    /** The call does less than it is asked to; the rest is for the caller to ask for. */
    SHORT_TRANSFER;

    private static final Set<Kind> TAKING_ROOM = Set.of(Kind.WRITE, Kind.CREATE, Kind.QUARANTINE);

    /**
     * Makes the fault.
     *
     * @param number which call, from 1, of those that come
     * @param seen counts them
     */
    FaultInjector at(long number, AtomicLong seen) {
        return call -> {
            long now = seen.incrementAndGet();
            if (now < number) {
                return FaultInjector.ALL;
            }
            if (this == SHORT_TRANSFER) {
                return now == number ? 1 : FaultInjector.ALL;
            }
            if (this == ERROR_FROM_THEN_ON || (this == ERROR_ONCE && now == number)) {
                throw new IOException("injected failure of call " + call);
            }
            if (this == OUT_OF_SPACE && takesRoom(call)) {
                throw new IOException(SimulatedStorage.NO_SPACE);
            }
            return FaultInjector.ALL;
        };
    }

    private static boolean takesRoom(StorageCall call) {
        return TAKING_ROOM.contains(call.kind());
    }
}
