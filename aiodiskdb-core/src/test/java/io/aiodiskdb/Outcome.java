package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How an operation ended, whichever view of the database it came through.
 *
 * @param value its result
 * @param error its exception; nothing if there was none
 */
record Outcome<T>(@Nullable T value, @Nullable Throwable error) {

    private static final long PATIENCE_SECONDS = 60;

    /** Waits for a future, but not for ever. */
    static <T> Outcome<T> of(Future<T> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return new Outcome<>(future.get(PATIENCE_SECONDS, TimeUnit.SECONDS), null);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            return new Outcome<>(null, e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("an operation is not done after " + PATIENCE_SECONDS + " s", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Calls a method of the blocking view. */
    static <T> Outcome<T> ofCall(Supplier<T> call) {
        try {
            return new Outcome<>(call.get(), null);
        } catch (RuntimeException e) {
            return new Outcome<>(null, e);
        }
    }

    /** Calls a method of the blocking view. */
    static Outcome<Void> ofRun(Runnable call) {
        return ofCall(() -> {
            call.run();
            return null;
        });
    }

    /** Waits for a future that must succeed. */
    static <T> T done(CompletableFuture<T> future) {
        return of(future).get();
    }

    /** {@return the result of what must have succeeded} */
    T get() {
        if (error != null) {
            throw new AssertionError("failed with " + error, error);
        }
        return value;
    }

    /** Asserts that it failed, and with what. */
    void failedWith(Class<?>... allowed) {
        assertThat(error).as("instead of the result %s", value).isNotNull().isInstanceOfAny(allowed);
    }

    /** {@return whether it failed with such an exception} */
    boolean isFailure(Class<? extends Throwable> type) {
        return type.isInstance(error);
    }
}
