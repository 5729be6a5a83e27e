package io.aiodiskdb.internal.io;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The calls of a {@link SimulatedStorage}: their count, their trace, and whether the power is on. Not thread-safe. */
final class CallRecorder {

    private static final int MAX_TRACE_LINES = 100_000;

    private final Deque<String> trace = new ArrayDeque<>();
    private boolean tracing;
    private boolean powerOff;
    private long calls;
    private long steps;
    private long cutAtStep = Long.MAX_VALUE;

    long calls() {
        return calls;
    }

    long steps() {
        return steps;
    }

    void cutAtStep(long step) {
        cutAtStep = step;
    }

    boolean isPowerOff() {
        return powerOff;
    }

    void switchOff() {
        powerOff = true;
    }

    void requirePower() {
        if (powerOff) {
            throw new PowerCutException("the power is off since step " + steps);
        }
    }

    /** Counts a call. */
    StorageCall begin(StorageCall.Kind kind, String name, String otherName, long offset, long length) {
        calls++;
        if (kind.isStep()) {
            steps++;
        }
        StorageCall call = new StorageCall(kind, name, otherName, offset, length, calls, steps);
        if (tracing) {
            note(call.toString());
        }
        return call;
    }

    /** {@return whether the cut that was asked for hits this call} */
    boolean isCut(StorageCall call) {
        return call.kind().isStep() && call.step() >= cutAtStep;
    }

    boolean isTracing() {
        return tracing;
    }

    void setTracing(boolean on) {
        tracing = on;
    }

    void note(String line) {
        if (tracing) {
            if (trace.size() == MAX_TRACE_LINES) {
                trace.removeFirst();
            }
            trace.addLast(line);
        }
    }

    List<String> trace() {
        return List.copyOf(trace);
    }
}
