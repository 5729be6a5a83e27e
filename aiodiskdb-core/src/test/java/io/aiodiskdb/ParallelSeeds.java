package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs a test of one seed for many seeds, on several threads. Each seed is a world of its own, so that one that fails does so
 * again alone.
 *
 * <p>System properties, with the name of the test in place of the dots: {@code aiodiskdb.….first}, {@code aiodiskdb.….seeds}
 * and {@code aiodiskdb.….threads}.
 */
final class ParallelSeeds {

    private final String property;
    private final long first;
    private final long count;
    private final int threads;

    /**
     * Makes a range of seeds.
     *
     * @param name name of the test in the system properties
     * @param seeds how many, unless the system property says otherwise
     */
    ParallelSeeds(String name, long seeds) {
        this.property = "aiodiskdb." + name;
        this.first = Long.getLong(property + ".first", 1);
        this.count = Long.getLong(property + ".seeds", seeds);
        this.threads =
                Integer.getInteger(property + ".threads", Runtime.getRuntime().availableProcessors());
    }

    /**
     * Runs them all, or until one fails.
     *
     * @param test answers with null, or with what went wrong
     */
    void run(LongFunction<@Nullable String> test) throws InterruptedException {
        System.out.println(property + ": " + count + " seeds from " + first + " on " + threads + " threads (-D"
                + property + ".first=… -D" + property + ".seeds=… -D" + property + ".threads=…)");
        long start = System.nanoTime();
        AtomicLong next = new AtomicLong(first);
        ConcurrentSkipListMap<Long, String> problems = new ConcurrentSkipListMap<>();
        List<Thread> workers = new ArrayList<>();
        for (int number = 0; number < threads; number++) {
            Thread worker = new Thread(() -> work(test, next, problems), property + "-" + number);
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%s: %.1f s, %.0f seeds per second%n", property, seconds, (next.get() - first) / seconds);
        assertThat(problems.values()).as("-D%s.first=…", property).isEmpty();
    }

    /** {@return whether there are so many that what happens now and then has happened} */
    boolean areMany() {
        return count >= 1000;
    }

    private void work(
            LongFunction<@Nullable String> test, AtomicLong next, ConcurrentSkipListMap<Long, String> problems) {
        while (problems.isEmpty()) {
            long seed = next.getAndIncrement();
            if (seed >= first + count) {
                return;
            }
            String problem;
            try {
                problem = test.apply(seed);
            } catch (RuntimeException | Error e) {
                problem = e.toString();
            }
            if (problem != null) {
                problems.put(seed, "seed " + seed + ": " + problem);
            }
        }
    }
}
