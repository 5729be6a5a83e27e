package io.aiodiskdb.internal.engine;

import io.aiodiskdb.model.DbState;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The state of a database, and the moves that it may make. Thread-safe. */
final class StateMachine {

    private static final Map<DbState, Set<DbState>> LEGAL = Map.of(
            DbState.NEW, EnumSet.of(DbState.STARTING),
            DbState.STARTING, EnumSet.of(DbState.RUNNING, DbState.DEGRADED, DbState.STOPPED),
            DbState.RUNNING, EnumSet.of(DbState.DEGRADED, DbState.STOPPING, DbState.FAILED),
            DbState.DEGRADED, EnumSet.of(DbState.RUNNING, DbState.STOPPING, DbState.FAILED),
            DbState.STOPPING, EnumSet.of(DbState.STOPPED, DbState.DEGRADED, DbState.FAILED),
            DbState.STOPPED, EnumSet.of(DbState.STARTING),
            DbState.FAILED, EnumSet.of(DbState.STOPPING));

    /** Written under the lock of this; read without it. */
    private volatile DbState state = DbState.NEW;

    DbState get() {
        return state;
    }

    /** {@return the state before the move; the state is as it was if the move is not legal from there} */
    synchronized DbState tryMove(DbState to) {
        DbState from = state;
        if (allows(from, to)) {
            state = to;
        }
        return from;
    }

    /** Moves from one state to another, if it is in the one. */
    synchronized void tryMove(DbState from, DbState to) {
        if (state == from && allows(from, to)) {
            state = to;
        }
    }

    /** Moves from one state to another, in which nobody else moves it. */
    synchronized void move(DbState from, DbState to) {
        if (state != from || !allows(from, to)) {
            throw new IllegalStateException(state + " is not " + from + ", or may not become " + to);
        }
        state = to;
    }

    static boolean allows(DbState from, DbState to) {
        return LEGAL.getOrDefault(from, Set.of()).contains(to);
    }
}
