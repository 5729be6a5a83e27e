package io.aiodiskdb.sample.web;

import io.aiodiskdb.sample.web.MemoryBudget.Reservation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * An answer that a future brings, so that no thread of the server waits for the database.
 *
 * <p>Unlike a bare future, it knows when the answer has been written, and gives the memory back only then.
 */
public final class FutureAnswer<T> extends DeferredResult<ResponseEntity<T>> {

    private FutureAnswer(Reservation memory) {
        onCompletion(memory::close);
    }

    /**
     * Answers when the future completes.
     *
     * @param future brings the answer, or an exception for {@link ProblemAdvice}
     * @param memory closed when the answer has been written, or cannot be
     * @return to be returned by the controller
     */
    public static <T> FutureAnswer<T> of(CompletableFuture<ResponseEntity<T>> future, Reservation memory) {
        FutureAnswer<T> answer = new FutureAnswer<>(memory);
        CompletableFuture<ResponseEntity<T>> unused = future.whenComplete(answer::complete);
        return answer;
    }

    private void complete(@Nullable ResponseEntity<T> entity, @Nullable Throwable failure) {
        if (entity != null) {
            setResult(entity);
        } else if (failure instanceof CompletionException && failure.getCause() != null) {
            setErrorResult(failure.getCause());
        } else {
            setErrorResult(failure != null ? failure : new IllegalStateException("a future without an answer"));
        }
    }
}
