package io.aiodiskdb.internal.engine;

import java.util.concurrent.Executor;

/** The threads of one opening of a database. */
public interface EngineThreads extends AutoCloseable {

    /** {@return runs one task at a time: the committer} */
    Executor committer();

    /** {@return runs forces side by side} */
    Executor forces();

    /** {@return runs disk reads, as many at a time as the configuration allows} */
    Executor readers();

    /** {@return runs one task at a time: listeners of events} */
    Executor events();

    /** {@return runs something later} */
    Timer timer();

    /** Ends the threads once they have done what they were given. Does not wait; may be called by one of them. */
    @Override
    void close();
}
