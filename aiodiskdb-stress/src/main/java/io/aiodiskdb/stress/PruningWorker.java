package io.aiodiskdb.stress;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Trims and drops, always between two items, and keeps the number of data files bounded. */
final class PruningWorker extends Worker {

    private static final AtomicLong IDS = new AtomicLong(System.currentTimeMillis() * 1_000_000);
    private static final long RETRY_NANOS = 50_000_000;
    private static final int MOST_DROPS = 1000;

    PruningWorker(Load load) {
        super(load);
    }

    @Override
    long pauseNanos(SplittableRandom random) {
        return random.nextLong(2 * load().settings().pruneEveryMillis * 1_000_000 + 1);
    }

    @Override
    void step(SplittableRandom random) {
        List<IndexStats> indices = await(load().db().indices());
        int excess = Math.min(indices.size() - load().settings().keepFiles, MOST_DROPS);
        for (int i = 0; i < excess; i++) {
            prune(new Pruning(Pruning.Kind.DROP, indices.get(i).index(), 0));
        }
        if (excess <= 0) {
            Pruning pruning = choose(indices, random);
            if (pruning != null && pruning.kind() == Pruning.Kind.RTRIM) {
                pruneAlone(pruning);
            } else if (pruning != null) {
                prune(pruning);
            }
        }
    }

    /** Left and right trims of any index, and drops, seldom of the newest one. */
    private @Nullable Pruning choose(List<IndexStats> indices, SplittableRandom random) {
        boolean newest = random.nextInt(4) == 0;
        IndexStats stats = indices.get(newest ? indices.size() - 1 : random.nextInt(indices.size()));
        int kind = random.nextInt(20);
        if (kind == 0) {
            return new Pruning(Pruning.Kind.DROP, stats.index(), 0);
        }
        boolean left = kind < 10;
        long length = stats.settledEnd() - stats.begin();
        // Not far from the side that is cut, so that there is something left to cut next time.
        long depth = random.nextLong(Math.max(1, length / 8));
        long near = left ? stats.begin() + depth : stats.settledEnd() - depth;
        Optional<Long> border = border(stats.index(), near);
        return border.map(position ->
                        new Pruning(left ? Pruning.Kind.LTRIM : Pruning.Kind.RTRIM, stats.index(), position))
                .orElse(null);
    }

    private Optional<Long> border(int index, long near) {
        try (Stream<StoredItem> items = load().db().items(new ItemLocation(index, near, 0))) {
            return items.findFirst()
                    .map(StoredItem::location)
                    .filter(location -> location.index() == index)
                    .map(ItemLocation::position);
        }
    }

    /** A right trim of the newest index hands positions out again: nobody may be in the middle of anything. */
    private void pruneAlone(Pruning pruning) {
        load().gate().readLock().unlock();
        load().gate().writeLock().lock();
        try {
            load().recent().forget(pruning);
            prune(pruning);
        } finally {
            load().gate().readLock().lock();
            load().gate().writeLock().unlock();
        }
    }

    private void prune(Pruning pruning) {
        long id = IDS.incrementAndGet();
        int session = load().session();
        if (pruning.kind() != Pruning.Kind.RTRIM) {
            load().intentions().intend(pruning);
        }
        load().log().append(new LogLine.Intended(session, id, pruning));
        try {
            AioDiskDb db = load().db();
            switch (pruning.kind()) {
                case LTRIM -> db.blocking().ltrim(pruning.index(), pruning.position());
                case RTRIM -> {
                    db.blocking().rtrim(pruning.index(), pruning.position());
                    load().events().awaitTrim(pruning);
                }
                case DROP -> db.blocking().dropIndex(pruning.index());
            }
            load().log().append(new LogLine.Pruned(session, id));
        } catch (AioDiskDbException | OutOfMemoryError e) {
            load().events().mute();
            settle(session, id, pruning);
            throw e;
        }
    }

    /**
     * Finds out whether a pruning that has failed was done nevertheless. As long as the storage takes nothing that is open,
     * and nobody may go on who could be affected.
     */
    private void settle(int session, long id, Pruning pruning) {
        AioDiskDb db = load().db();
        while (!load().hasEnded()) {
            DbState state = db.state();
            if (state == DbState.RUNNING) {
                settleRunning(session, id, pruning);
                return;
            }
            if (state != DbState.DEGRADED) {
                return; // the next opening of the store tells
            }
            Pause.nanos(RETRY_NANOS);
        }
    }

    private void settleRunning(int session, long id, Pruning pruning) {
        try {
            IndexStats stats = await(load().db().indices()).stream()
                    .filter(index -> index.index() == pruning.index())
                    .findFirst()
                    .orElse(null);
            load().log()
                    .append(
                            pruning.isDone(stats)
                                    ? new LogLine.Pruned(session, id)
                                    : new LogLine.NotPruned(session, id));
        } catch (AioDiskDbException e) {
            // Nobody may go on: whether positions are handed out again is not known. The next opening tells.
            load().end();
            System.out.println("UNSETTLED " + pruning + " " + e);
        }
    }
}
