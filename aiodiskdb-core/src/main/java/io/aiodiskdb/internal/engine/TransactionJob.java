package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.error.ItemTooLargeException;
import io.aiodiskdb.event.Written;
import io.aiodiskdb.internal.format.ItemTable;
import io.aiodiskdb.internal.format.JournalCodec;
import io.aiodiskdb.internal.segment.CommitGroup;
import io.aiodiskdb.internal.segment.SegmentSet;
import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Commits a transaction: what is buffered first, then its items as one group. Confined to the committer. */
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
        long start = context.nanoTime();
        CommitGroup group = place(writers.segments().next());
        writers.segments().commit(group);
        Counters counters = context.counters();
        counters.itemsCommitted.add(items.count());
        counters.bytesCommitted.add(items.bytes());
        counters.written(items.count(), items.bytes());
        counters.commits.increment();
        counters.commitNanos.add(context.nanoTime() - start);
        counters.flushedAt(context.now());
        for (CommitGroup.Part part : group.parts()) {
            context.publish(new Written(
                    context.now(),
                    part.index(),
                    part.from(),
                    part.items().bytes(),
                    part.items().count()));
        }
    }

    /** Where the items go: one that does not fit opens the next index. */
    private CommitGroup place(SegmentSet.Position next) {
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
        requireBounds(index, parts.size());
        return new CommitGroup(parts);
    }

    private void requireBounds(int lastIndex, int parts) {
        if (lastIndex >= config.maxFiles()) {
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
