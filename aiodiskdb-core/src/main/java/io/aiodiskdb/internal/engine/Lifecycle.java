package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.AlreadyRunningException;
import io.aiodiskdb.error.InvalidDatabaseStateException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.event.Destroyed;
import io.aiodiskdb.event.Failed;
import io.aiodiskdb.event.Started;
import io.aiodiskdb.event.Stopped;
import io.aiodiskdb.internal.buffer.BufferSettings;
import io.aiodiskdb.internal.buffer.BufferSlots;
import io.aiodiskdb.internal.io.ForceFailedException;
import io.aiodiskdb.internal.io.WriteSource;
import io.aiodiskdb.internal.segment.Environment;
import io.aiodiskdb.internal.segment.SegmentSet;
import io.aiodiskdb.internal.segment.SegmentSettings;
import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.Damage;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops a database, and knows its state. Thread-safe.
 *
 * <p>Opening and closing run on the committer's thread, so that nothing is written beside them.
 */
public final class Lifecycle implements Committer.Health {

    private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

    private static final long RETRY_NANOS = 50_000_000;

    private final AioDiskDbConfig config;
    private final Platform platform;
    private final Engine engine;
    private final BufferSlots slots;
    private final AtomicLong prunings;
    private final StateMachine state = new StateMachine();

    /** Those who wait for the stop that goes on. Guarded by this. */
    private final List<Promise<Done>> stopping = new ArrayList<>();

    /** Whether its task has been given to the committer. Guarded by this. */
    private boolean stopGoesOn;

    /** Whether that stop is to end even if something is lost. Guarded by this. */
    private boolean givingUp;

    /** Written by the committer's thread at the begin and at the end of an opening. */
    private volatile @Nullable Session session;

    /** Written by the committer's thread. */
    private volatile @Nullable StorageFailedException failure;

    /** What the disk said when it last took nothing; null when it takes something. Written by the committer's thread. */
    private volatile @Nullable IOException trouble;

    Lifecycle(AioDiskDbConfig config, Platform platform, Engine engine, BufferSlots slots, AtomicLong prunings) {
        this.config = config;
        this.platform = platform;
        this.engine = engine;
        this.slots = slots;
        this.prunings = prunings;
    }

    DbState state() {
        return state.get();
    }

    @Nullable
    Session session() {
        return session;
    }

    NotRunningException notRunning() {
        return new NotRunningException("the database " + config.path() + " is " + state.get() + "; start it first");
    }

    // ---- starting

    /**
     * Opens the database.
     *
     * @param promise told when it runs
     */
    public void start(Promise<Done> promise) {
        DbState before = state.tryMove(DbState.STARTING);
        if (!StateMachine.allows(before, DbState.STARTING)) {
            promise.fail(new AlreadyRunningException("the database " + config.path() + " is " + before
                    + "; only one that is NEW or STOPPED can be started"));
            return;
        }
        EngineThreads threads = platform.newThreads(config);
        try {
            threads.committer().execute(() -> start(threads, promise));
        } catch (OutOfMemoryError e) {
            refuse(threads, promise, new StorageFailedException("cannot start a thread: " + e.getMessage(), e));
        }
    }

    private void start(EngineThreads threads, Promise<Done> promise) {
        try {
            open(threads);
            promise.complete(Done.DONE);
            beginStop();
        } catch (AioDiskDbException e) {
            refuse(threads, promise, e);
        } catch (IOException e) {
            refuse(threads, promise, Trouble.atOpening(e));
        } catch (RuntimeException | Error e) {
            refuse(threads, promise, new StorageFailedException("cannot open the database: " + e, e));
        }
    }

    private void refuse(EngineThreads threads, Promise<Done> promise, AioDiskDbException reason) {
        List<Promise<Done>> told = stopEnds(DbState.STOPPED);
        promise.fail(reason);
        tell(told, null);
        threads.close();
    }

    private void open(EngineThreads threads) throws IOException {
        Platform.LockedStorage locked = platform.open(config);
        SegmentSet segments = null;
        boolean opened = false;
        try {
            Environment environment =
                    new Environment(locked.storage(), threads.forces(), platform::nanoTime, platform::random);
            segments = SegmentSet.open(SegmentSettings.of(config), environment);
            run(threads, locked, segments);
            opened = true;
        } finally {
            if (!opened) {
                giveUp(segments);
                Session.close(locked.lock());
            }
        }
    }

    /** The store is open, but there is no thread for it, say. Nothing has been added. */
    private void giveUp(@Nullable SegmentSet segments) {
        session = null;
        slots.close(this::notRunning);
        slots.release();
        if (segments != null) {
            Session.close(segments);
        }
    }

    private void run(EngineThreads threads, Platform.LockedStorage locked, SegmentSet segments) {
        failure = null;
        trouble = null;
        Flusher flusher = new Flusher(slots, segments, engine, this::recovered);
        Committer committer = new Committer(threads, engine, new Writers(slots, segments, flusher), this);
        Session opened = new Session(
                threads,
                locked.lock(),
                segments,
                committer,
                new Streamer(
                        slots,
                        segments,
                        threads.forces(),
                        BufferSettings.of(config).pieceSize(),
                        engine::nanoTime,
                        cause -> failed(committer, cause)),
                new ItemReader(slots, segments.reads(), config.concurrency(), prunings),
                new Deadlines(slots, threads.timer(), engine, config.timeout(), () -> trouble));
        session = opened;
        segments.onForce(opened.streamer()::wakeForTheRest);
        threads.readers().execute(segments.figures()::countTheRest);
        if (segments.isWritable()) {
            new FlushInterval(
                            slots,
                            flusher,
                            threads.timer(),
                            engine,
                            config.flushInterval().toNanos())
                    .begin();
            SegmentSet.Position next = segments.next();
            slots.open(next.index(), next.position());
            threads.readers().execute(() -> provideMemory(opened)); // nothing can be added before
            state.move(DbState.STARTING, DbState.RUNNING);
        } else {
            slots.close(() -> damaged(segments));
            state.move(DbState.STARTING, DbState.DEGRADED);
        }
        publishStarted();
    }

    private void publishStarted() {
        try {
            engine.publish(new Started(engine.now()));
        } catch (OutOfMemoryError e) {
            log.warn("No thread for listeners: they are told with the next event that the database has started", e);
        }
    }

    /** Memory costs time when it is first touched: a start does not wait for it, and an add only if it comes first. */
    private void provideMemory(Session opened) {
        try {
            for (int buffer = 0; buffer < 2 && opened.equals(session); buffer++) {
                slots.provide(platform.allocate(config.maxBufferSize() + WriteSource.SLACK));
            }
        } catch (OutOfMemoryError e) {
            failed(opened.committer(), e);
        }
    }

    /** What another thread has found is told by the committer: at once, but not to a session that has come later. */
    private void failed(Committer finder, Throwable cause) {
        finder.execute(() -> {
            Session now = session;
            if (now != null && now.committer().equals(finder)) {
                failed(cause);
            }
        });
    }

    private InvalidDatabaseStateException damaged(SegmentSet segments) {
        return new InvalidDatabaseStateException("the database " + config.path() + " is damaged and can only be read"
                + described(": ", segments.damage())
                + described("; ", segments.aheadOnly())
                + "; the setting append-after-damage lets it go on in a new file"
                + (segments.aheadOnly() == null ? "" : ", and gives these items up"));
    }

    private static String described(String separator, @Nullable Damage damage) {
        return damage == null ? "" : separator + damage.index() + ":" + damage.position() + " " + damage.reason();
    }

    // ---- health

    @Override
    public boolean hasFailed() {
        return failure != null;
    }

    @Override
    public StorageFailedException failure() {
        StorageFailedException known = failure;
        return known != null ? known : new StorageFailedException("the database has failed");
    }

    /** {@return why writes do not get through at this moment; null while they do, and while the database does not run} */
    public @Nullable AioDiskDbException trouble() {
        DbState now = state.get();
        if (now == DbState.FAILED) {
            return failure();
        }
        Session running = session;
        if (now != DbState.DEGRADED || running == null) {
            return null;
        }
        IOException full = trouble;
        if (full != null) {
            return new StorageFullException("the storage of " + config.path() + " is full: " + full.getMessage(), full);
        }
        // Neither: the storage has recovered since the state was read.
        return running.segments().isUsable() ? null : damaged(running.segments());
    }

    @Override
    public void degraded(IOException cause) {
        trouble = cause;
        state.tryMove(DbState.RUNNING, DbState.DEGRADED);
    }

    @Override
    public void recovered() {
        if (trouble != null) {
            // In this order, for the stack of a caller may be at its end at any of these calls, and the next one is to
            // go on.
            state.tryMove(DbState.DEGRADED, DbState.RUNNING);
            trouble = null;
            log.info("The storage takes data again");
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (failure != null) {
            return;
        }
        log.error("The database {} has failed; what was not durable may be lost", config.path(), cause);
        StorageFailedException reason = new StorageFailedException(
                "the database " + config.path() + " has failed and must be stopped and started again: "
                        + cause.getMessage(),
                cause);
        failure = reason;
        state.tryMove(DbState.FAILED);
        slots.close(() -> reason);
        List<ItemLocation> lost = slots.abandon(reason);
        engine.counters().failures.increment();
        engine.publish(new Failed(engine.now(), cause, lost));
    }

    // ---- stopping

    /**
     * Closes the database.
     *
     * @param giveUp whether it ends even if the last flush finds no room
     * @param promise told when everything is released
     */
    public void stop(boolean giveUp, Promise<Done> promise) {
        boolean nothingToStop;
        synchronized (this) {
            nothingToStop = state.get() == DbState.NEW || state.get() == DbState.STOPPED;
            if (!nothingToStop) {
                stopping.add(promise);
                givingUp |= giveUp;
            }
        }
        if (nothingToStop) {
            promise.complete(Done.DONE);
        } else {
            beginStop();
        }
    }

    /** Stops if somebody has asked for it and it does not go on already. During a start it waits for the end of that. */
    private void beginStop() {
        Session running;
        synchronized (this) {
            running = session;
            if (stopGoesOn
                    || stopping.isEmpty()
                    || running == null
                    || !StateMachine.allows(state.get(), DbState.STOPPING)) {
                return;
            }
            stopGoesOn = true;
            state.tryMove(DbState.STOPPING);
        }
        if (failure == null) {
            slots.close(this::notRunning);
        }
        long deadline = engine.nanoTime() + config.timeout().toNanos();
        running.committer().execute(() -> stop(running, deadline));
    }

    private void stop(Session running, long deadlineNanos) {
        AioDiskDbException loss = null;
        if (failure == null && running.segments().isUsable()) {
            try {
                persistEverything(running);
            } catch (ForceFailedException | RuntimeException | Error e) {
                failed(e);
            } catch (IOException e) {
                trouble = e;
                boolean patient = engine.nanoTime() - deadlineNanos < 0;
                if (patient) {
                    running.threads().timer().schedule(() -> retryStop(running, deadlineNanos), RETRY_NANOS);
                    return;
                }
                loss = new StorageFullException("the last flush found no room: " + e.getMessage(), e);
                if (!isGivingUp()) {
                    goOn(running, loss);
                    return;
                }
                lose(loss);
            }
        }
        if (failure != null) {
            loss = failure;
            state.tryMove(DbState.STOPPING);
        }
        release(running, loss);
    }

    private void retryStop(Session running, long deadlineNanos) {
        running.committer().execute(() -> stop(running, deadlineNanos));
    }

    private void persistEverything(Session running) throws IOException {
        running.committer().finishJobs();
        Writers writers = running.committer().writers();
        writers.ensureWritable();
        writers.flusher().flushAll();
        running.segments().markClean();
    }

    private synchronized boolean isGivingUp() {
        return givingUp;
    }

    /** There is no room for what is buffered: the database goes on, and nothing is lost. */
    private void goOn(Session running, AioDiskDbException reason) {
        slots.reopen();
        running.committer().retryLater();
        endStop(DbState.DEGRADED, reason);
    }

    private void lose(AioDiskDbException reason) {
        List<ItemLocation> lost = slots.abandon(reason);
        engine.counters().failures.increment();
        engine.publish(new Failed(engine.now(), reason, lost));
        log.error("Stopping without having found room for {}", lost);
    }

    private void release(Session running, @Nullable AioDiskDbException loss) {
        session = null;
        running.committer().close(notRunning());
        engine.counters().fsyncs.add(running.segments().figures().forces());
        engine.counters().fsyncNanos.add(running.segments().figures().forceNanos());
        running.close();
        slots.close(this::notRunning);
        slots.release();
        engine.publish(new Stopped(engine.now()), running.threads().events());
        endStop(DbState.STOPPED, loss);
        running.threads().close();
    }

    private void endStop(DbState next, @Nullable AioDiskDbException loss) {
        tell(stopEnds(next), loss);
    }

    /** One step, so that nobody who asks for the stop of what comes next is told of this one. */
    private synchronized List<Promise<Done>> stopEnds(DbState next) {
        state.tryMove(next);
        List<Promise<Done>> told = List.copyOf(stopping);
        stopping.clear();
        stopGoesOn = false;
        givingUp = false;
        return told;
    }

    private static void tell(List<Promise<Done>> stopping, @Nullable AioDiskDbException loss) {
        for (Promise<Done> promise : stopping) {
            if (loss == null) {
                promise.complete(Done.DONE);
            } else {
                promise.fail(loss);
            }
        }
    }

    /** Deletes the files; blocks. */
    public void destroy() {
        DbState now = state.get();
        if (now != DbState.NEW && now != DbState.STOPPED) {
            throw new AlreadyRunningException(
                    "the database " + config.path() + " is " + now + "; only one that is stopped can be destroyed");
        }
        engine.requireOverwrite();
        try {
            platform.destroy(config);
        } catch (IOException e) {
            throw new StorageFailedException("cannot delete the database " + config.path() + ": " + e.getMessage(), e);
        }
        EngineThreads threads = platform.newThreads(config);
        engine.publish(new Destroyed(engine.now()), threads.events());
        threads.close();
    }
}
