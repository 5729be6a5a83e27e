package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.AlreadyRunningException;
import io.aiodiskdb.error.DatabaseNotFoundException;
import io.aiodiskdb.model.DbState;
import org.junit.jupiter.api.Test;

/** What the hook does at the end of a JVM is tested with processes; here, when it is there. */
class ShutdownHookTest extends DatabaseTest {

    @Test
    void comesWithAStartAndGoesWithAStop() {
        db = settings().shutdownHook(true).build();
        for (int opening = 0; opening < 3; opening++) {
            db.blocking().start();
            failure(AlreadyRunningException.class, db.start());
            db.blocking().stop();
            assertThat(db.state()).isEqualTo(DbState.STOPPED);
        }
        db.close();
        db.close();
    }

    @Test
    void goesWithAStartThatIsRefused() {
        db = settings(home.resolve("nowhere"))
                .createIfNotExists(false)
                .shutdownHook(true)
                .build();

        failure(DatabaseNotFoundException.class, db.start());

        db.close();
        assertThat(db.state()).isEqualTo(DbState.STOPPED);
    }
}
