package io.aiodiskdb.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.aiodiskdb.model.DbState;
import org.junit.jupiter.api.Test;

class StateMachineTest {

    private final StateMachine state = new StateMachine();

    @Test
    void makesLegalMovesOnly() {
        assertThat(state.tryMove(DbState.RUNNING)).isEqualTo(DbState.NEW);
        assertThat(state.get()).as("NEW does not become RUNNING").isEqualTo(DbState.NEW);

        assertThat(state.tryMove(DbState.STARTING)).isEqualTo(DbState.NEW);
        assertThat(state.get()).isEqualTo(DbState.STARTING);
    }

    @Test
    void movesFromTheNamedStateOnly() {
        state.tryMove(DbState.RUNNING, DbState.DEGRADED);
        assertThat(state.get()).isEqualTo(DbState.NEW);

        state.tryMove(DbState.NEW, DbState.RUNNING);
        assertThat(state.get()).isEqualTo(DbState.NEW);

        state.tryMove(DbState.NEW, DbState.STARTING);
        assertThat(state.get()).isEqualTo(DbState.STARTING);
    }

    @Test
    void saysWhenAMoveWasTakenForGranted() {
        assertThatIllegalStateException().isThrownBy(() -> state.move(DbState.RUNNING, DbState.DEGRADED));
        assertThatIllegalStateException().isThrownBy(() -> state.move(DbState.NEW, DbState.FAILED));
        state.move(DbState.NEW, DbState.STARTING);
        assertThat(state.get()).isEqualTo(DbState.STARTING);
    }

    @Test
    void neverLeavesAStateForItself() {
        for (DbState each : DbState.values()) {
            assertThat(StateMachine.allows(each, each)).as("%s", each).isFalse();
        }
    }
}
