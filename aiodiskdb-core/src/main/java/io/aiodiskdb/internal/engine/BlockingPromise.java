package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.AioDiskDbException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Promise} to one thread, platform or virtual, which is woken without a detour. Thread-safe; made by the thread
 * that will wait.
 *
 * @param <T> type of the value
 */
public final class BlockingPromise<T> implements Promise<T> {

    private final Thread waiter = Thread.currentThread();
    private final AtomicReference<@Nullable Outcome<T>> outcome = new AtomicReference<>();

    private record Outcome<T>(@Nullable T value, @Nullable AioDiskDbException failure) {}

    @Override
    public void complete(T value) {
        end(new Outcome<>(value, null));
    }

    @Override
    public void fail(AioDiskDbException reason) {
        end(new Outcome<>(null, reason));
    }

    @Override
    public boolean isAwaitedByCaller() {
        return Thread.currentThread() == waiter && !VirtualThreads.isVirtual(waiter);
    }

    private void end(Outcome<T> ending) {
        if (outcome.compareAndSet(null, ending)) {
            LockSupport.unpark(waiter);
        }
    }

    /**
     * Waits. An interrupt does not end the waiting: the outcome of the operation would not be known. The flag stays set.
     *
     * @return the value
     * @throws AioDiskDbException if the operation has failed
     */
    @SuppressWarnings("NullAway") // a value is null only where T allows it
    public T await() {
        boolean interrupted = false;
        Outcome<T> ending = outcome.get();
        while (ending == null) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
            ending = outcome.get();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (ending.failure != null) {
            throw ending.failure;
        }
        return ending.value;
    }
}
