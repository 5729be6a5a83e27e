package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every call of the disk that an operation makes fails in turn, in each way. */
class FailedCallTest {

    @ParameterizedTest
    @EnumSource(FailingOperation.class)
    void eachCallOfAnOperationMayFailInEachWay(FailingOperation operation) {
        failEachCall(operation, false);
    }

    @ParameterizedTest
    @EnumSource(FailingOperation.class)
    void eachCallMayFailWhereItemsAreWrittenAhead(FailingOperation operation) {
        failEachCall(operation, true);
    }

    private static void failEachCall(FailingOperation operation, boolean ahead) {
        for (CallFault fault : CallFault.values()) {
            FailedCalls calls = new FailedCalls(operation, fault, ahead);

            assertThat(calls.run()).isNull();

            boolean answersFromMemory = operation == FailingOperation.PERSISTED_LONG_AGO
                    || (ahead
                            && operation
                                    == FailingOperation
                                            .READ_OVER_FILE_AND_BUFFER); // what is written ahead is in RAM as well
            assertThat(calls.calls() > 0).as("makes calls").isNotEqualTo(answersFromMemory);
        }
    }
}
