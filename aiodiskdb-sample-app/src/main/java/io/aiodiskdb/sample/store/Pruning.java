package io.aiodiskdb.sample.store;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.InvalidTrimException;
import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.sample.archive.FileRange;

/** One of the ways to prune a data file. Immutable. */
sealed interface Pruning {

    /** {@return the number of the file} */
    int index();

    /** {@return the part of it that goes} */
    FileRange range();

    /**
     * {@return the bytes that this would remove}
     *
     * @param file as it is now
     * @throws InvalidTrimException if the cut lies outside of it
     */
    long bytes(IndexStats file);

    /** Does it. {@return the bytes that it has removed} */
    long prune(AioDiskDb database);

    private static void requireInside(long position, IndexStats file) {
        if (position < file.begin() || position > file.end()) {
            throw new InvalidTrimException("position must be " + file.begin() + " to " + file.end() + " in index "
                    + file.index() + ", but is " + position);
        }
    }

    /** Cuts off the begin. */
    record LeftTrim(int index, long position) implements Pruning {

        @Override
        public FileRange range() {
            return new FileRange(index, 0, position);
        }

        @Override
        public long bytes(IndexStats file) {
            requireInside(position, file);
            return position - file.begin();
        }

        @Override
        public long prune(AioDiskDb database) {
            return database.blocking().ltrim(index, position);
        }
    }

    /** Cuts off the end. */
    record RightTrim(int index, long position) implements Pruning {

        @Override
        public FileRange range() {
            return new FileRange(index, position, Long.MAX_VALUE);
        }

        @Override
        public long bytes(IndexStats file) {
            requireInside(position, file);
            return file.end() - position;
        }

        @Override
        public long prune(AioDiskDb database) {
            return database.blocking().rtrim(index, position);
        }
    }

    /** Deletes the file. */
    record Drop(int index) implements Pruning {

        @Override
        public FileRange range() {
            return new FileRange(index, 0, Long.MAX_VALUE);
        }

        @Override
        public long bytes(IndexStats file) {
            return file.end() - file.begin();
        }

        @Override
        public long prune(AioDiskDb database) {
            return database.blocking().dropIndex(index);
        }
    }
}
