package io.aiodiskdb.internal.engine;

import java.util.concurrent.Executor;

/** Threads that leave everything to others; for those that do something differently. */
public abstract class ForwardingThreads implements EngineThreads {

    private final EngineThreads threads;

    protected ForwardingThreads(EngineThreads threads) {
        this.threads = threads;
    }

    @Override
    public Executor committer() {
        return threads.committer();
    }

    @Override
    public Executor forces() {
        return threads.forces();
    }

    @Override
    public Executor readers() {
        return threads.readers();
    }

    @Override
    public Executor events() {
        return threads.events();
    }

    @Override
    public Timer timer() {
        return threads.timer();
    }

    @Override
    public void close() {
        threads.close();
    }
}
