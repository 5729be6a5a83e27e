package io.aiodiskdb.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CompletionQueueTest {

    private final CompletionQueue queue = new CompletionQueue(NioThreads.daemons("test", "completion"));

    private void awaitAllBefore() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        queue.execute(done::countDown);
        assertThat(done.await(30, TimeUnit.SECONDS)).as("the queue goes on").isTrue();
    }

    @Test
    void runsTasksInTheirOrder() throws InterruptedException {
        List<Integer> ran = new ArrayList<>(); // by one thread, and read after all have run
        for (int task = 0; task < 10_000; task++) {
            int number = task;
            queue.execute(() -> ran.add(number));
        }
        awaitAllBefore();

        assertThat(ran).isEqualTo(IntStream.range(0, 10_000).boxed().toList());
    }

    @Test
    void goesOnWithAnotherThreadWhenATaskWaitsForALaterOne() throws InterruptedException {
        CountDownLatch last = new CountDownLatch(1);
        ConcurrentLinkedQueue<Thread> stuck = new ConcurrentLinkedQueue<>();
        for (int task = 0; task < 5; task++) {
            queue.execute(() -> {
                stuck.add(Thread.currentThread());
                awaitQuietly(last);
            });
        }
        queue.execute(last::countDown);
        awaitAllBefore();

        assertThat(stuck).hasSize(5).doesNotHaveDuplicates();
        for (Thread thread : stuck.stream().limit(4).toList()) {
            thread.join(30_000);
            assertThat(thread.isAlive())
                    .as("a thread that is not needed any more")
                    .isFalse();
        }
    }

    @Test
    void goesOnWhenTheWorkerThatWasWokenForTheLaterTaskTakesTheEarlierOne() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            awaitAllBefore(); // a worker is idle, or about to be
            CountDownLatch later = new CountDownLatch(1);
            CountDownLatch earlier = new CountDownLatch(1);
            queue.execute(() -> {
                awaitQuietly(later);
                earlier.countDown();
            });
            queue.execute(later::countDown);
            assertThat(earlier.await(30, TimeUnit.SECONDS))
                    .as("round %d", round)
                    .isTrue();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void survivesATaskThatThrows() throws InterruptedException {
        queue.execute(() -> {
            throw new IllegalStateException("a fault");
        });
        queue.execute(() -> {
            throw new AssertionError("a worse one");
        });

        awaitAllBefore();
    }

    @Test
    void survivesATaskThatInterruptsItsThread() throws InterruptedException {
        for (int task = 0; task < 10; task++) {
            queue.execute(() -> Thread.currentThread().interrupt());
            awaitAllBefore();
        }
    }
}
