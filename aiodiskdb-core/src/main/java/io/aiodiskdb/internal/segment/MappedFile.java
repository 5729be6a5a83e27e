package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.io.FileMapping;

/** A data file in memory, with the trim offset of its own header. Unmapped when it is withdrawn and nobody uses it. */
final class MappedFile {

    private final Segment segment;
    private final FileMapping mapping;
    private final long trimOffset;
    private final ReaderCount readers;

    /** When it was last used, by the clock of {@link Mappings}. A lost update makes the order less exact, nothing else. */
    private volatile long lastUsed;

    MappedFile(Segment segment, FileMapping mapping, long trimOffset, Mappings owner) {
        this.segment = segment;
        this.mapping = mapping;
        this.trimOffset = trimOffset;
        this.readers = new ReaderCount(() -> owner.unmap(this));
    }

    Segment segment() {
        return segment;
    }

    /** To be used by those who have entered. */
    FileMapping mapping() {
        return mapping;
    }

    long trimOffset() {
        return trimOffset;
    }

    ReaderCount readers() {
        return readers;
    }

    long lastUsed() {
        return lastUsed;
    }

    void used(long time) {
        if (lastUsed != time) {
            lastUsed = time;
        }
    }
}
