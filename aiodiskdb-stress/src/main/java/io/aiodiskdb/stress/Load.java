package io.aiodiskdb.stress;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.IndexStats;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A store under load, and what its threads share.
 *
 * <p>Each operation runs with the gate held for reading, from before the call until its line is in the log. So whoever
 * holds the gate for writing knows that nothing is under way: a right trim needs that, because it makes positions valid for
 * other items, and a new opening, because it begins a new session in the log.
 */
final class Load {

    private static final long PAUSE_NANOS = 100_000_000;

    private final AioDiskDb db;
    private final AckLog log;
    private final LoadSettings settings;
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
    private final Recent recent = new Recent();
    private final Intentions intentions = new Intentions();
    private final LongAdder operations = new LongAdder();
    private final LongAdder refusals = new LongAdder();
    private final LongAdder violations = new LongAdder();
    private final WrittenEvents events;
    private final Object closing = new Object();

    /** Changes only while the gate is held for writing, or before there are threads. */
    private volatile int session;

    /** Whether the present session has been opened, and not been seen to fail. */
    private volatile boolean opened;

    private volatile boolean ended;

    @GuardedBy("closing")
    private boolean closed;

    Load(AioDiskDb db, AckLog log, int lastSession, LoadSettings settings) {
        this.db = db;
        this.log = log;
        this.session = lastSession;
        this.settings = settings;
        this.events = new WrittenEvents(log, this::session);
        db.addListener(events);
    }

    AioDiskDb db() {
        return db;
    }

    AckLog log() {
        return log;
    }

    LoadSettings settings() {
        return settings;
    }

    ReentrantReadWriteLock gate() {
        return gate;
    }

    Recent recent() {
        return recent;
    }

    WrittenEvents events() {
        return events;
    }

    Intentions intentions() {
        return intentions;
    }

    int session() {
        return session;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Lets no operation begin any more. */
    void end() {
        ended = true;
    }

    void count() {
        operations.increment();
    }

    void countRefusal() {
        refusals.increment();
    }

    /** Notes something that must not be. */
    void violation(String text) {
        violations.increment();
        log.append(new LogLine.Violation(session, text));
        System.err.println("VIOLATION " + text);
    }

    /** Runs until the settings say that it is enough; {@return the exit code} */
    int run() {
        System.out.println("SEED " + settings.seed);
        long deadline = System.nanoTime() + settings.seconds * 1_000_000_000L;
        if (!open(deadline)) {
            return ExitCode.STORE_FAILED;
        }
        List<Thread> threads = startThreads();
        supervise(deadline);
        ended = true;
        threads.forEach(Load::join);
        boolean clean = close();
        ProcessFigures.print(this);
        if (violations.sum() > 0) {
            return ExitCode.VIOLATION;
        }
        return clean ? ExitCode.OK : ExitCode.STORE_FAILED;
    }

    private List<Thread> startThreads() {
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < settings.writers; i++) {
            workers.add(new AddingWorker(this, i));
        }
        for (int i = 0; i < settings.committers; i++) {
            workers.add(new CommittingWorker(this, settings.writers + i));
        }
        for (int i = 0; i < settings.flushers; i++) {
            workers.add(new FlushingWorker(this));
        }
        for (int i = 0; i < settings.pruners; i++) {
            workers.add(new PruningWorker(this));
        }
        for (int i = 0; i < settings.readers; i++) {
            workers.add(new ReadingWorker(this));
        }
        SplittableRandom random = new SplittableRandom(settings.seed);
        List<Thread> threads = new ArrayList<>();
        for (Worker worker : workers) {
            SplittableRandom own = random.split();
            threads.add(new Thread(() -> worker.run(own), "stress-" + threads.size()));
        }
        threads.forEach(thread -> {
            thread.setDaemon(true);
            thread.start();
        });
        return threads;
    }

    private void supervise(long deadline) {
        long figuresAt = System.nanoTime();
        while (!ended && System.nanoTime() - deadline < 0 && operations.sum() < settings.operations) {
            Pause.nanos(PAUSE_NANOS);
            if (db.state() == DbState.FAILED) {
                System.out.println("FAILED session=" + session);
                if (!settings.reopen || !reopen(deadline)) {
                    return;
                }
            }
            if (System.nanoTime() - figuresAt >= 0) {
                figuresAt = System.nanoTime() + settings.figuresEverySeconds * 1_000_000_000L;
                ProcessFigures.print(this);
            }
        }
    }

    private boolean reopen(long deadline) {
        gate.writeLock().lock();
        try {
            opened = false;
            events.mute();
            try {
                db.blocking().stop();
            } catch (AioDiskDbException e) {
                System.out.println("STOP " + e);
            }
            recent.clear();
            intentions.clear();
            return open(deadline);
        } finally {
            gate.writeLock().unlock();
        }
    }

    /** Opens the store and notes what it has found; tries again, if that is wanted, until the deadline. */
    private boolean open(long deadline) {
        while (true) {
            int next = session + 1;
            session = next; // nobody else changes it: the gate is held, or there are no threads yet
            log.append(new LogLine.SessionBegun(next));
            try {
                db.blocking().start();
                for (IndexStats index : db.indices().join()) {
                    log.append(new LogLine.Found(session, index.index(), index.begin(), index.settledEnd()));
                }
                log.append(new LogLine.Opened(session));
                opened = true;
                System.out.println("OPENED session=" + session + " state=" + db.state());
                return true;
            } catch (RuntimeException e) {
                System.out.println("OPEN FAILED session=" + session + " " + e);
                if (!settings.reopen || System.nanoTime() - deadline >= 0) {
                    return false;
                }
                stopAfterFailedOpening();
                Pause.nanos(PAUSE_NANOS);
            }
        }
    }

    private void stopAfterFailedOpening() {
        try {
            db.blocking().stop();
        } catch (AioDiskDbException e) {
            System.out.println("STOP " + e);
        }
    }

    /**
     * Closes the store while its threads go on; idempotent. {@return whether all that was added is durable now}
     *
     * <p>The log is told only if that is so: of a store that had failed before, closing it proves nothing.
     */
    boolean close() {
        synchronized (closing) {
            if (closed) {
                return true;
            }
            closed = true;
            boolean healthy = opened && (db.state() == DbState.RUNNING || db.state() == DbState.DEGRADED);
            try {
                db.close();
            } catch (AioDiskDbException e) {
                System.out.println("CLOSE " + e);
                return false;
            }
            if (healthy) {
                log.append(new LogLine.Closed(session));
                System.out.println("CLOSED session=" + session);
            }
            return healthy;
        }
    }

    /** {@return what the load itself has counted} */
    String counts() {
        return "operations=" + operations.sum() + " refusals=" + refusals.sum() + " violations=" + violations.sum();
    }

    private static void join(Thread thread) {
        try {
            thread.join(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
