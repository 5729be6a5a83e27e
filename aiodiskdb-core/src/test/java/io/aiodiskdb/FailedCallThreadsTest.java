package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.SimulatedStorage;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Calls of the disk that fail under an engine with threads: nobody hangs, and neither a file nor a thread is left. */
class FailedCallThreadsTest extends SimulatedDatabaseTest {

    private static final int ITEM = 60;
    private static final int EACH = 2;

    @ParameterizedTest
    @EnumSource(value = FailingOperation.class, mode = Mode.MATCH_NONE, names = "START.*")
    void failedCallLeavesNobodyWaitingAndNoFileOpen(FailingOperation operation) {
        for (CallFault fault : CallFault.values()) {
            boolean reached = true;
            for (long number = 1; reached; number += EACH) {
                disk = new SimulatedStorage(number);
                reached = isReached(operation, fault, number);
            }
        }
    }

    /** Some threads wait for work for a while before they end, so this is looked at once. */
    @AfterAll
    static void noThreadIsLeft() {
        await("the threads end")
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("aiodiskdb-simulated-")));
    }

    private boolean isReached(FailingOperation operation, CallFault fault, long number) {
        start(settings().maxFileSize(160).maxBufferSize(130).overwrite(true).timeout(Duration.ofMillis(100)));
        for (int item = 1; item <= 3; item++) {
            db.blocking().addDurably(TestSeed.bytes(item, ITEM));
        }
        db.blocking().add(TestSeed.bytes(7, 20));
        AtomicLong seen = new AtomicLong();
        disk.faults(fault.at(number, seen));
        Outcome<?> outcome = Outcome.of(operation.act(db));
        boolean reached = seen.get() >= number;
        assertThat(outcome.error() == null || operation.kind().declares(outcome.error()))
                .as("%s, %s at call %d: %s", operation, fault, number, outcome.error())
                .isTrue();
        disk.faults(FaultInjector.none());
        try {
            db.close();
        } catch (AioDiskDbException e) {
            assertThat(disk.failedForces())
                    .as("close may fail after a failed force only")
                    .isPositive();
        }
        assertThat(disk.openFiles()).isEmpty();
        return reached;
    }
}
