package io.aiodiskdb.sample.live;

/** Is told that somebody has begun to listen to the live events, and publishes what a newcomer has to know. */
@FunctionalInterface
public interface LiveListener {

    /** Takes note; does not block. */
    void clientConnected();
}
