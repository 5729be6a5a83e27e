package io.aiodiskdb.internal.buffer;

/** What those who write are asked to do with the active buffer. Guarded by the lock of {@link BufferSlots}. */
final class Requests {

    private final int pieceSize;
    private boolean pieceFilled;
    private boolean flush;
    private boolean ahead;

    /**
     * Makes requests of nothing.
     *
     * @param pieceSize how many bytes are worth writing behind
     */
    Requests(int pieceSize) {
        this.pieceSize = pieceSize;
    }

    /** Takes note that a buffer has received something: a piece may have become full, so that it can be written behind. */
    void grown(int sizeBefore, int size) {
        pieceFilled |= size / pieceSize > sizeBefore / pieceSize;
    }

    /** {@return whether a piece has become full since this was last asked} */
    boolean takePieceFilled() {
        boolean filled = pieceFilled;
        pieceFilled = false;
        return filled;
    }

    /** Asks that the active buffer be flushed; one that is sealed is flushed in any case. */
    void askFlush() {
        flush = true;
    }

    boolean isFlushAsked() {
        return flush;
    }

    /** Asks that what is in the active buffer be made durable; it need not be flushed for it. */
    void askAhead() {
        ahead = true;
    }

    /** {@return whether somebody waits for what is in the active buffer, and nobody asks that it be flushed} */
    boolean isOnlyAheadAsked() {
        return ahead && !flush;
    }

    /** Everything that is in the active buffer is durable. */
    void aheadGranted() {
        ahead = false;
    }

    boolean isAnythingAsked() {
        return flush || ahead;
    }

    /** What was asked for concerned a buffer that is not active any longer. */
    void forget() {
        flush = false;
        ahead = false;
    }
}
