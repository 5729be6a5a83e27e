package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.AioDiskDbException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiPredicate;

/**
 * A {@link Promise} to a future. Thread-safe.
 *
 * @param <T> type of the promised value
 * @param <F> type of the future's value
 */
public final class FuturePromise<T, F> implements Promise<T> {

    private final CompletableFuture<F> future = new CompletableFuture<>();
    private final Executor completions;
    private final BiPredicate<CompletableFuture<F>, T> completion;

    /** Called when the future has been completed, and what depends on it has run; once, however often it is completed. */
    private final Runnable afterwards;

    private FuturePromise(Executor completions, BiPredicate<CompletableFuture<F>, T> completion, Runnable afterwards) {
        this.completions = completions;
        this.completion = completion;
        this.afterwards = afterwards;
    }

    /**
     * Makes a promise to a future with a value.
     *
     * @param <T> type of the value
     * @param completions runs what depends on the future
     * @return the promise
     */
    public static <T> FuturePromise<T, T> ofValue(Executor completions) {
        return ofValue(completions, () -> {});
    }

    /**
     * Makes a promise to a future with a value.
     *
     * @param <T> type of the value
     * @param completions runs what depends on the future
     * @param afterwards called when the future has been completed
     * @return the promise
     */
    public static <T> FuturePromise<T, T> ofValue(Executor completions, Runnable afterwards) {
        return new FuturePromise<>(completions, CompletableFuture::complete, afterwards);
    }

    /**
     * Makes a promise to a future without a value.
     *
     * @param completions runs what depends on the future
     * @return the promise
     */
    public static FuturePromise<Done, Void> ofNothing(Executor completions) {
        return new FuturePromise<>(completions, (future, done) -> future.complete(null), () -> {});
    }

    @Override
    public void complete(T value) {
        completions.execute(() -> {
            if (completion.test(future, value)) {
                afterwards.run();
            }
        });
    }

    @Override
    public void fail(AioDiskDbException reason) {
        completions.execute(() -> {
            if (future.completeExceptionally(reason)) {
                afterwards.run();
            }
        });
    }

    /** {@return the future} */
    public CompletableFuture<F> future() {
        return future;
    }
}
