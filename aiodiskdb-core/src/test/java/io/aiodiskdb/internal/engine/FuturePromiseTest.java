package io.aiodiskdb.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.NotRunningException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A promise that is kept more often than once: by whoever goes on where another one has come to the end of his stack. */
class FuturePromiseTest {

    private final AtomicInteger afterwards = new AtomicInteger();
    private final FuturePromise<Integer, Integer> promise =
            FuturePromise.ofValue(Runnable::run, afterwards::incrementAndGet);

    @Test
    void whatComesAfterwardsComesOnce() {
        promise.complete(1);
        promise.complete(2);
        promise.fail(new NotRunningException("too late"));
        assertThat(promise.future()).isCompletedWithValue(1);
        assertThat(afterwards).hasValue(1);
    }

    @Test
    void whatComesAfterwardsComesAfterAFailure() {
        promise.fail(new NotRunningException("stopped"));
        promise.complete(1);
        assertThat(promise.future()).isCompletedExceptionally();
        assertThat(afterwards).hasValue(1);
    }
}
