package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every call of the disk that an operation makes fails in turn, in each way. */
class FailedCallTest {

    @ParameterizedTest
    @EnumSource(FailingOperation.class)
    void eachCallOfAnOperationMayFailInEachWay(FailingOperation operation) {
        for (CallFault fault : CallFault.values()) {
            FailedCalls calls = new FailedCalls(operation, fault);

            assertThat(calls.run()).isNull();

            boolean answersFromMemory = operation == FailingOperation.PERSISTED_LONG_AGO;
            assertThat(calls.calls() > 0).as("makes calls").isNotEqualTo(answersFromMemory);
        }
    }
}
