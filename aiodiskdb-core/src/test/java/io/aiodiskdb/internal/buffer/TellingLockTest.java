package io.aiodiskdb.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who is told what, in which order, whatever becomes of the thread that tells. */
class TellingLockTest {

    private final TellingLock lock = new TellingLock();
    private final List<Integer> told = new ArrayList<>();

    @Test
    void whatComesMeanwhileIsToldBehindWhatWasThere() {
        lock.exclusively(queue -> {
            queue.add(() -> {
                lock.exclusively(later -> later.add(() -> told.add(3)));
                told.add(1);
            });
            queue.add(() -> told.add(2));
        });
        assertThat(told).containsExactly(1, 2, 3);
    }

    @Test
    void threadAtTheEndOfItsStackLeavesTheRestToTheNextOne() {
        int[] attempts = new int[1];
        assertThatExceptionOfType(StackOverflowError.class)
                .isThrownBy(() -> lock.exclusively(queue -> {
                    queue.add(() -> told.add(1));
                    queue.add(() -> {
                        attempts[0]++;
                        if (attempts[0] == 1) {
                            throw new StackOverflowError();
                        }
                        told.add(2);
                    });
                    queue.add(() -> told.add(3));
                }));
        assertThat(told).containsExactly(1);

        lock.exclusively(queue -> queue.add(() -> told.add(4)));
        assertThat(told).containsExactly(1, 2, 3, 4);
    }

    @Test
    void oneThatFailsDoesNotKeepTheOthersFromBeingTold() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> lock.exclusively(queue -> {
                    queue.add(() -> {
                        throw new IllegalStateException();
                    });
                    queue.add(() -> told.add(2));
                }));
        assertThat(told).containsExactly(2);
        lock.exclusively(queue -> {});
        assertThat(told).containsExactly(2);
    }

    /** Whoever copies large items one after the other takes the lock again before a thread that waits for it has woken up. */
    @Test
    void whoeverCopiesLargeItemsLetsAThreadThatWaitsGoFirst() throws Exception {
        lock.lockToCopy(TellingLock.LARGE);
        FutureTask<Void> order = new FutureTask<>(() -> {
            lock.exclusively(queue -> told.add(1));
            return null;
        });
        Thread committer = new Thread(order, "committer");
        committer.start();
        awaitWaiting(committer);

        lock.unlock();
        lock.lockToCopy(TellingLock.LARGE);
        told.add(2);
        lock.unlock();
        order.get(30, TimeUnit.SECONDS);
        assertThat(told).containsExactly(1, 2);
    }

    private static void awaitWaiting(Thread thread) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
