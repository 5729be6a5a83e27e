package io.aiodiskdb;

import org.jspecify.annotations.Nullable;

/** All {@link FailedCall}s of an operation and a fault, call by call. */
final class FailedCalls {

    private static final int MOST_CALLS = 1000;

    /** A failed force may leave anything, so it is tried so many times. */
    private static final int SEEDS_OF_A_FORCE = 8;

    private final FailingOperation operation;
    private final CallFault fault;
    private final boolean ahead;
    private long calls;

    /**
     * Makes them.
     *
     * @param ahead whether there is a write-ahead file from the begin on
     */
    FailedCalls(FailingOperation operation, CallFault fault, boolean ahead) {
        this.ahead = ahead;
        this.operation = operation;
        this.fault = fault;
    }

    /** {@return how many calls have failed} */
    long calls() {
        return calls;
    }

    /** {@return what went wrong; null if nothing did} */
    @Nullable
    String run() {
        for (calls = 0; calls < MOST_CALLS; calls++) {
            boolean again = true;
            for (long seed = 1; again; seed++) {
                FailedCall failed = new FailedCall(operation, fault, calls + 1, seed, ahead);
                String problem = failed.run();
                if (problem != null) {
                    return problem;
                }
                if (!failed.wasReached()) {
                    return null;
                }
                again = failed.failedAForce() && seed < SEEDS_OF_A_FORCE;
            }
        }
        return operation + " goes on for ever";
    }
}
