package io.aiodiskdb.internal.engine;

import io.aiodiskdb.event.DbEvent;
import io.aiodiskdb.event.IndexDropped;
import io.aiodiskdb.event.Trimmed;
import io.aiodiskdb.internal.segment.SegmentSet;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What can be pruned. */
final class Prunings {

    private Prunings() {}

    /** A change that removes bytes. */
    interface Pruning {

        /** {@return the index concerned} */
        int index();

        /** {@return the bytes that it has removed} */
        long apply(SegmentSet segments) throws IOException;

        /** {@return what listeners are told} */
        DbEvent event(long removed);
    }

    /** The end of an index is to be cut off. */
    record Rtrim(int index, long position, ByteBuffer firstBytes, EngineContext context) implements Pruning {

        @Override
        public long apply(SegmentSet segments) throws IOException {
            return segments.rtrim(index, position, firstBytes);
        }

        @Override
        public DbEvent event(long removed) {
            return new Trimmed(context.now(), index, Trimmed.Side.RIGHT, position, removed);
        }
    }

    /** The begin of an index is to be cut off. */
    record Ltrim(int index, long position, ByteBuffer lastBytes, EngineContext context) implements Pruning {

        @Override
        public long apply(SegmentSet segments) throws IOException {
            return segments.ltrim(index, position, lastBytes);
        }

        @Override
        public DbEvent event(long removed) {
            return new Trimmed(context.now(), index, Trimmed.Side.LEFT, position, removed);
        }
    }

    /** A data file is to be deleted. */
    record Drop(int index, EngineContext context) implements Pruning {

        @Override
        public long apply(SegmentSet segments) throws IOException {
            return segments.drop(index);
        }

        @Override
        public DbEvent event(long removed) {
            return new IndexDropped(context.now(), index, removed);
        }
    }
}
