package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.error.InvalidTrimException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A few threads that use a database until it ends, and what was acknowledged to them. Used once. */
final class DurableLoad {

    private static final int MOST_WAITERS = 3;
    private static final int MOST_SIZE = 120;

    /** Items that become durable between two operations of those who do something else. */
    private static final int REST = 8;

    private static final long POLL_NANOS = 50_000;

    private final SplittableRandom random;
    private final long patienceSeconds;
    private final Map<ItemLocation, MarkedItem> durable = new ConcurrentHashMap<>();
    private final Map<ItemLocation, MarkedItem> added = new ConcurrentHashMap<>();

    /** Up to where somebody wanted to cut an index off from the left; all of it, if it was to be dropped. */
    private final Map<Integer, Long> cutsWanted = new ConcurrentHashMap<>();

    private final Map<Integer, Long> cutsDone = new ConcurrentHashMap<>();
    private final AtomicInteger newest = new AtomicInteger();

    private final AtomicLong acknowledged = new AtomicLong();

    /** Counted down with each item that is durable, until it is time to end. */
    private final CountDownLatch untilTheEnd;

    private int waiters;
    private boolean interrupting;
    private boolean mayFail;

    /**
     * Makes a load.
     *
     * @param random decides what the threads do
     * @param patienceSeconds how long it may take until enough is durable
     */
    DurableLoad(SplittableRandom random, long patienceSeconds) {
        this.random = random;
        this.patienceSeconds = patienceSeconds;
        this.waiters = 1 + random.nextInt(MOST_WAITERS);
        this.untilTheEnd = new CountDownLatch(20 + random.nextInt(150));
    }

    /** {@return settings with small limits, in which nothing is flushed by the clock} */
    static AioDiskDbBuilder settings(Path directory, SplittableRandom random) {
        boolean small = random.nextBoolean();
        return AioDiskDb.builder(directory)
                .maxFileSize(small ? 1_000 : 8_000)
                .maxBufferSize(small ? 400 : 2_000)
                .flushInterval(Duration.ofDays(1))
                .timeout(Duration.ofSeconds(30))
                .overwrite(true);
    }

    /** Lets those who wait for durability be interrupted now and then. */
    DurableLoad interrupting() {
        interrupting = true;
        return this;
    }

    /** What ends it. */
    interface End {
        void of(AioDiskDb db) throws InterruptedException;
    }

    /** Lets only one thread wait for durability, which writes by itself most of the time then. */
    DurableLoad alone() {
        waiters = 1;
        return this;
    }

    /** Takes it for an end that the disk fails. */
    DurableLoad mayFail() {
        mayFail = true;
        return this;
    }

    /** One operation of a thread. */
    private interface Step {
        void run(SplittableRandom random, int number);
    }

    /**
     * Runs until the database does not take anything any more.
     *
     * @param end what ends it, in the middle; done by a thread of its own
     */
    void runUntil(AioDiskDb db, End end) throws InterruptedException {
        db.blocking().start();
        Crew crew = new Crew().within(5 * patienceSeconds);
        for (int waiter = 0; waiter < waiters; waiter++) {
            int writer = waiter;
            crew.add(loop((own, number) -> addDurably(db, own, writer, number)));
        }
        crew.add(loop((own, number) -> {
            MarkedItem item = MarkedItem.single(MOST_WAITERS, number, size(own));
            added.put(db.blocking().add(item.bytes()), item);
            if (number % 3 == 0) {
                awaitSomethingDurable(db);
            }
        }));
        crew.add(loop((own, number) -> flush(db)));
        crew.add(loop((own, number) -> {
            if (own.nextBoolean()) {
                commit(db, own, number);
            } else {
                prune(db, own);
            }
            awaitSomethingDurable(db);
        }));
        crew.add(() -> {
            boolean inTime = untilTheEnd.await(patienceSeconds, TimeUnit.SECONDS);
            end.of(db); // in any case, for it ends the others too
            assertThat(inTime).as("enough is durable in %s s", patienceSeconds).isTrue();
        });
        crew.run();
        close(db);
    }

    /** After a power cut it may fail, but it must end. */
    private void close(AioDiskDb db) throws InterruptedException {
        try {
            db.stop().get(patienceSeconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(AioDiskDbException.class);
        } catch (TimeoutException e) {
            throw new AssertionError("it does not stop within " + patienceSeconds + " s", e);
        }
    }

    private Crew.Task loop(Step step) {
        SplittableRandom own = random.split();
        return () -> {
            try {
                for (int number = 0; ; number++) {
                    step.run(own, number);
                }
            } catch (NotRunningException e) {
                // this is how it ends
            } catch (StorageFailedException e) {
                if (!mayFail) {
                    throw e;
                }
            }
        };
    }

    private static int size(SplittableRandom random) {
        return MarkedItem.MARK + random.nextInt(MOST_SIZE - MarkedItem.MARK);
    }

    private void addDurably(AioDiskDb db, SplittableRandom own, int writer, int number) {
        MarkedItem item = MarkedItem.single(writer, number, size(own));
        boolean interrupted = interrupting && own.nextInt(8) == 0;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            acknowledge(db.blocking().addDurably(item.bytes()), item);
        } finally {
            assertThat(Thread.interrupted()).as("the flag stays as it was").isEqualTo(interrupted);
        }
    }

    private void acknowledge(ItemLocation location, MarkedItem item) {
        durable.put(location, item);
        newest.accumulateAndGet(location.index(), Math::max);
        acknowledged.incrementAndGet();
        untilTheEnd.countDown();
    }

    private void flush(AioDiskDb db) {
        Map<ItemLocation, MarkedItem> before = Map.copyOf(added);
        db.blocking().flush();
        durable.putAll(before);
        awaitSomethingDurable(db);
    }

    /** The committer must be idle most of the time: it is a waiting thread that is to write then. */
    private void awaitSomethingDurable(AioDiskDb db) {
        long enough = acknowledged.get() + REST;
        while (acknowledged.get() < enough && db.state() == DbState.RUNNING) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private void commit(AioDiskDb db, SplittableRandom own, int number) {
        List<MarkedItem> items = new ArrayList<>();
        List<ItemLocation> locations;
        try (BlockingTransaction transaction = db.blocking().transaction()) {
            for (int ordinal = 0; ordinal < 3; ordinal++) {
                items.add(new MarkedItem(10, number, ordinal, 3, size(own)));
                transaction.add(items.get(ordinal).bytes());
            }
            locations = transaction.commit();
        }
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            acknowledge(locations.get(ordinal), items.get(ordinal));
        }
    }

    private void prune(AioDiskDb db, SplittableRandom own) {
        int index = newest.get() - own.nextInt(3);
        if (index < 0) {
            return;
        }
        boolean all = own.nextBoolean();
        long to = all ? Long.MAX_VALUE : own.nextLong(500);
        cutsWanted.merge(index, to, Math::max);
        try {
            if (all) {
                db.blocking().dropIndex(index);
            } else {
                db.blocking().ltrim(index, to);
            }
            cutsDone.merge(index, to, Math::max);
        } catch (IndexNotFoundException | InvalidTrimException e) {
            // it is gone, or not so long
        }
    }

    /**
     * Opens what is left, and looks for all that was acknowledged.
     *
     * @param orderly whether it was stopped, which makes durable what has only been added
     */
    void check(AioDiskDb db, boolean orderly) {
        db.blocking().start();
        durable.forEach((location, item) -> require(db, location, item));
        if (orderly) {
            added.forEach((location, item) -> require(db, location, item));
        }
        assertThat(db.blocking().verify().damages()).isEmpty();
    }

    private void require(AioDiskDb db, ItemLocation location, MarkedItem item) {
        var found = db.blocking().read(location);
        if (location.position() < cutsDone.getOrDefault(location.index(), 0L)) {
            assertThat(found).as("%s, which was cut off", location).isEmpty();
        } else if (location.position() >= cutsWanted.getOrDefault(location.index(), 0L)) {
            assertThat(found).as("%s, %s", location, item).hasValue(item.bytes());
        }
    }
}
