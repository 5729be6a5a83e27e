package io.aiodiskdb.internal.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.ForceFailedException;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.Storage;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import io.aiodiskdb.internal.io.StorageFile;
import io.aiodiskdb.model.SyncMode;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Forces side by side, of which more than one goes wrong: the worst of it is told. */
class ForcerTest {

    private static final String NOT_TRIED = "the directory cannot be opened";

    private final SimulatedStorage disk = new SimulatedStorage(1);

    private static Forcer forcer(Storage storage, Executor executor) {
        return new Forcer(storage, SyncMode.FLUSH, executor, System::nanoTime);
    }

    /** A disk whose directory cannot even be opened to be forced. */
    private Storage withoutDirectory() {
        return (Storage) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Storage.class}, (self, method, arguments) -> {
                    if (method.getName().equals("forceDirectory")) {
                        throw new IOException(NOT_TRIED);
                    }
                    try {
                        return method.invoke(disk, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void failForces() {
        disk.faults(call -> {
            if (call.kind() == Kind.FORCE) {
                throw new IOException("the force fails");
            }
            return FaultInjector.ALL;
        });
    }

    /** What could not be tried may be tried again: it must not hide what may not. */
    @Test
    void thatAForceFailedIsToldThoughAnotherCouldNotBeTried() throws IOException {
        Storage storage = withoutDirectory();
        StorageFile file = storage.create("a");
        failForces();

        assertThatExceptionOfType(ForceFailedException.class)
                .isThrownBy(() -> forcer(storage, Runnable::run).force(List.of(file), true))
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(other -> assertThat(other).hasMessage(NOT_TRIED)));
    }

    @Test
    void thatOneCouldNotBeTriedIsToldIfTheOthersSucceed() throws IOException {
        Storage storage = withoutDirectory();
        StorageFile file = storage.create("a");

        assertThatIOException()
                .isThrownBy(() -> forcer(storage, Runnable::run).force(List.of(file), true))
                .withMessage(NOT_TRIED)
                .isNotInstanceOf(ForceFailedException.class);
    }

    @Test
    void eachThatFailedIsTold() throws IOException {
        List<StorageFile> files = List.of(disk.create("a"), disk.create("b"), disk.create("c"));
        failForces();

        assertThatExceptionOfType(ForceFailedException.class)
                .isThrownBy(() -> forcer(disk, Runnable::run).force(files, false))
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(2));
    }

    @Test
    void anInterruptEndsNoForceAndIsGivenBack() throws IOException {
        List<StorageFile> files = List.of(disk.create("a"), disk.create("b"));
        Thread committer = Thread.currentThread();
        Executor slow = task -> {
            Thread thread = new Thread(() -> {
                while (!waits(committer)) {
                    Thread.onSpinWait();
                }
                committer.interrupt();
                task.run();
            });
            thread.setDaemon(true);
            thread.start();
        };
        Forcer forcer = forcer(disk, slow);

        forcer.force(files, false);

        assertThat(Thread.interrupted()).as("the flag").isTrue();
        assertThat(forcer.count()).isEqualTo(2);
    }

    /** An error of one force that is told at once would let the files be closed under the other. */
    @Test
    void anErrorOfOneIsToldWhenTheOthersAreDone() throws IOException {
        List<StorageFile> files = List.of(disk.create("a"), disk.create("b"), disk.create("c"));
        InternalError error = new InternalError("the processor's fault");
        AtomicInteger forced = new AtomicInteger();
        disk.faults(call -> {
            if (call.kind() == Kind.FORCE && call.name().equals("b")) {
                throw error;
            }
            forced.incrementAndGet();
            return FaultInjector.ALL;
        });
        Thread committer = Thread.currentThread();
        AtomicBoolean returned = new AtomicBoolean();
        AtomicInteger given = new AtomicInteger();
        Executor slowWithTheLast = task -> {
            if (given.incrementAndGet() == 1) {
                task.run();
                return;
            }
            Thread thread = new Thread(() -> {
                while (!waits(committer) && !returned.get()) {
                    Thread.onSpinWait();
                }
                task.run();
            });
            thread.setDaemon(true);
            thread.start();
        };

        Throwable told = catchThrowable(() -> forcer(disk, slowWithTheLast).force(files, false));
        int forcedWhenItReturned = forced.get();
        returned.set(true);

        assertThat(told).isSameAs(error);
        assertThat(forcedWhenItReturned).isEqualTo(2);
    }

    @Test
    void thatAForceFailedIsToldThoughAnotherHasMetAnError() throws IOException {
        List<StorageFile> files = List.of(disk.create("a"), disk.create("b"));
        disk.faults(call -> {
            if (call.kind() == Kind.FORCE && call.name().equals("a")) {
                throw new InternalError("the processor's fault");
            }
            if (call.kind() == Kind.FORCE) {
                throw new IOException("the force fails");
            }
            return FaultInjector.ALL;
        });

        assertThatExceptionOfType(ForceFailedException.class)
                .isThrownBy(() -> forcer(disk, Runnable::run).force(files, false))
                .satisfies(failure ->
                        assertThat(failure.getSuppressed()).singleElement().isInstanceOf(InternalError.class));
    }

    private static boolean waits(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }
}
