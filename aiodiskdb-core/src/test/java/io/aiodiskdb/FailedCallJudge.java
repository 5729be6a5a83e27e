package io.aiodiskdb;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Judges an engine by operations whose calls of the disk fail; a case is an operation and a fault, with all its calls. */
final class FailedCallJudge implements LongFunction<@Nullable String> {

    @Override
    public @Nullable String apply(long number) {
        CallFault[] faults = CallFault.values();
        FailingOperation[] operations = FailingOperation.values();
        int operation = (int) (number - 1) / faults.length;
        return operation >= operations.length
                ? null
                : new FailedCalls(operations[operation], faults[(int) (number - 1) % faults.length], false).run();
    }
}
