package io.aiodiskdb.benchmarks.system;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.AioDiskDbBuilder;
import io.aiodiskdb.BlockingAioDiskDb;
import io.aiodiskdb.BlockingTransaction;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.SyncMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** This store, by its blocking view: tuned for a writer that never rests, or with its defaults. */
public final class AioDiskDbContender implements Contender {

    /** Its name; that of the one with the defaults begins with it. */
    public static final String NAME = "aiodiskdb";

    private static final int ITEMS = 1_000_000;
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final boolean tuned;

    AioDiskDbContender(boolean tuned) {
        this.tuned = tuned;
    }

    @Override
    public String name() {
        return tuned ? NAME : NAME + "-default";
    }

    @Override
    public Role role() {
        return tuned ? Role.OURS : Role.OURS_BY_DEFAULT;
    }

    /** What waits for each force does not depend on when a flush starts: the defaults would be measured twice. */
    @Override
    public Set<Durability> durabilities() {
        return tuned ? EnumSet.allOf(Durability.class) : EnumSet.of(Durability.UNSYNCED, Durability.SYNCED);
    }

    @Override
    public boolean hasFutures() {
        return true;
    }

    @Override
    public String configuration(Durability durability) {
        String sync = durability == Durability.UNSYNCED ? "sync=never" : "sync=flush (default)";
        String how = durability == Durability.DURABLE ? ", addDurably and commit, group commit" : "";
        return sync
                + how
                + (tuned
                        ? ", max-buffer-items=" + ITEMS + ", flush-interval=1h: a flush starts when 16 MiB are full"
                        : ", all else by default: a flush starts at 1000 items, 16 MiB or 30 s");
    }

    @Override
    public String version() {
        return JarVersion.of(AioDiskDb.class);
    }

    @Override
    public Store open(Path directory, Setup setup) {
        AioDiskDbBuilder builder = AioDiskDb.builder(directory)
                .sync(setup.durability() == Durability.UNSYNCED ? SyncMode.NEVER : SyncMode.FLUSH);
        if (tuned) {
            builder.maxBufferItems(ITEMS).flushInterval(INTERVAL);
        }
        AioDiskDb database = builder.build();
        database.blocking().start();
        return new Open(database);
    }

    /**
     * The open database, for workloads that use more of it than others have.
     *
     * @param database running
     */
    public record Open(AioDiskDb database) implements Store {

        @Override
        public Writer writer() {
            BlockingAioDiskDb blocking = database.blocking();
            return new Writer() {
                @Override
                public long append(byte[] item) {
                    return handle(blocking.add(item));
                }

                @Override
                public long appendDurably(byte[] item) {
                    return handle(blocking.addDurably(item));
                }

                @Override
                public CompletableFuture<?> appendDurablyLater(byte[] item) {
                    return database.addDurably(item);
                }

                @Override
                public long commit(List<byte[]> items) {
                    try (BlockingTransaction transaction = blocking.transaction()) {
                        items.forEach(transaction::add);
                        return handle(transaction.commit().get(0));
                    }
                }
            };
        }

        /** {@return the handle of a location} */
        public static long handle(ItemLocation location) {
            return (long) location.index() << 32 | location.position();
        }

        /** {@return the location of a handle} */
        public static ItemLocation location(long handle, int size) {
            return new ItemLocation((int) (handle >>> 32), handle & 0xffff_ffffL, size);
        }

        @Override
        public Reader reader() {
            BlockingAioDiskDb blocking = database.blocking();
            return (handle, size) -> blocking.read(location(handle, size)).orElseThrow();
        }

        /** With sync=never a flush writes and forces nothing. */
        @Override
        public void awaitInFiles() {
            database.blocking().flush();
        }

        @Override
        public void sync() {
            database.blocking().flush();
        }

        @Override
        public void close() {
            database.close();
        }
    }
}
