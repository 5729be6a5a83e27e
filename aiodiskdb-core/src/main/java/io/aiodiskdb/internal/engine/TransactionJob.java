package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.error.ItemTooLargeException;
import io.aiodiskdb.event.Written;
import io.aiodiskdb.internal.buffer.Reservation;
import io.aiodiskdb.internal.format.ItemTable;
import io.aiodiskdb.internal.format.JournalCodec;
import io.aiodiskdb.internal.io.ForceFailedException;
import io.aiodiskdb.internal.segment.CommitGroup;
import io.aiodiskdb.internal.segment.SegmentSet;
import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Commits a transaction: together with what is buffered in one record of the write-ahead file, if it is small; otherwise what is
 * buffered first, then its items as one group. Confined to the committer.
 */
final class TransactionJob implements Job {

    private final TransactionItems items;
    private final Writers writers;
    private final AioDiskDbConfig config;
    private final EngineContext context;
    private final Promise<List<ItemLocation>> promise;
    private final List<ItemLocation> locations = new ArrayList<>();

    TransactionJob(
            TransactionItems items,
            Writers writers,
            AioDiskDbConfig config,
            EngineContext context,
            Promise<List<ItemLocation>> promise) {
        this.items = items;
        this.writers = writers;
        this.config = config;
        this.context = context;
        this.promise = promise;
    }

    @Override
    public void run() throws IOException {
        writers.whilePaused(this::commit);
    }

    @Override
    public void done() {
        promise.complete(List.copyOf(locations));
    }

    private void commit() throws IOException {
        List<Written> events = store();
        Counters counters = context.counters();
        counters.itemsCommitted.add(items.count());
        counters.bytesCommitted.add(items.bytes());
        counters.written(items.count(), items.bytes());
        counters.commits.increment();
        counters.flushedAt(context.now());
        events.forEach(context::publish);
    }

    /** If it fails, nobody may find what could not be written ahead. */
    private List<Written> store() throws IOException {
        try {
            List<Written> ahead = writeAhead();
            return ahead.isEmpty() ? commitGroup() : ahead;
        } catch (ForceFailedException e) {
            throw e;
        } catch (IOException | AioDiskDbException e) {
            writers.segments().takeBack();
            throw e;
        }
    }

    /**
     * Writes ahead what is buffered and the items, if that suits. What is buffered is flushed if the buffer or the file has no
     * room: they have some then.
     *
     * @return what has been written; nothing if the items are to be committed as a group
     */
    private List<Written> writeAhead() throws IOException {
        SegmentSet segments = writers.segments();
        boolean mayHelp = segments.suitsWriteAhead(items.count(), items.bytes());
        while (mayHelp) {
            Reservation reservation = writers.slots().ahead().reserve(items.count(), items.bytes());
            if (reservation != null && writeAhead(reservation)) {
                return List.of(new Written(
                        context.now(), reservation.index(), reservation.from(), items.bytes(), items.count()));
            }
            mayHelp = writers.slots().hasBuffered() && (reservation == null || segments.makesRoomAhead());
            if (mayHelp) {
                writers.flusher().flushAll();
            }
        }
        return List.of();
    }

    private boolean writeAhead(Reservation reservation) throws IOException {
        long start = context.nanoTime();
        locations.clear();
        long position = reservation.from();
        for (int number = 0; number < items.count(); number++) {
            byte[] item = items.item(number);
            reservation.put(item, items.checksum(number));
            locations.add(new ItemLocation(reservation.index(), position, item.length));
            position += item.length;
        }
        if (!writers.flusher().writeAhead(reservation)) {
            return false;
        }
        context.counters().commitNanos.add(context.nanoTime() - start);
        return true;
    }

    private List<Written> commitGroup() throws IOException {
        writers.flusher().flushAll();
        long start = context.nanoTime();
        CommitGroup group = place(writers.segments().next());
        writers.segments().commit(group);
        context.counters().commitNanos.add(context.nanoTime() - start);
        return group.parts().stream()
                .map(part -> new Written(
                        context.now(),
                        part.index(),
                        part.from(),
                        part.items().bytes(),
                        part.items().count()))
                .toList();
    }

    /** Where the items go: one that does not fit opens the next index. */
    private CommitGroup place(SegmentSet.Position next) {
        locations.clear();
        List<CommitGroup.Part> parts = new ArrayList<>();
        int index = next.index();
        long position = next.position();
        for (int number = 0; number < items.count(); number++) {
            byte[] item = items.item(number);
            if (position + item.length > config.maxFileSize()) {
                index++;
                position = 0;
            }
            CommitGroup.Part part = parts.isEmpty() ? null : parts.get(parts.size() - 1);
            if (part == null || part.index() != index) {
                part = new CommitGroup.Part(index, position, new ItemTable(), new ArrayList<>());
                parts.add(part);
            }
            part.items().add(item.length, items.checksum(number));
            part.data().add(ByteBuffer.wrap(item));
            locations.add(new ItemLocation(index, position, item.length));
            position += item.length;
        }
        requireBounds(next.index(), index, parts.size());
        return new CommitGroup(parts);
    }

    /** There may be more files than are allowed now; what fits the last one is stored, like an add. */
    private void requireBounds(int newest, int lastIndex, int parts) {
        if (lastIndex > newest && lastIndex >= config.maxFiles()) {
            throw new DatabaseFullException("the transaction of " + items.bytes() + " bytes would need index "
                    + lastIndex + ", but max-files is " + config.maxFiles());
        }
        if (parts > JournalCodec.MAX_PARTS) {
            throw new ItemTooLargeException("the transaction would span " + parts + " data files, at most "
                    + JournalCodec.MAX_PARTS + " are allowed");
        }
    }

    @Override
    public boolean hasWritten() {
        return true;
    }

    @Override
    public void failed(AioDiskDbException reason) {
        promise.fail(reason);
    }
}
