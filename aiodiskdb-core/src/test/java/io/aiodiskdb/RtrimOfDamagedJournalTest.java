package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.model.DbState;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The copy of an rtrim in a journal whose records are damaged: it must not take the place of what is missing. */
class RtrimOfDamagedJournalTest extends DatabaseTest {

    private void addTwoIndices() {
        for (int seed = 0; seed < 12; seed++) {
            db.blocking().addDurably(item(100, seed));
        }
    }

    @Test
    void isRefusedAndNothingIsChanged() {
        start(settings().overwrite(true));
        addTwoIndices();
        db.blocking().stop();
        damage(journal(directory(), 0), contents(journal(directory(), 0)).length - 5);
        start(settings().overwrite(true));
        Map<String, String> before = snapshot(directory());

        CorruptDataException refused = failure(CorruptDataException.class, db.rtrim(0, 150));

        assertThat(refused).hasMessageContaining("bad record");
        assertThat(snapshot(directory())).isEqualTo(before);
        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertThat(db.blocking().verify().isIntact()).isFalse();
    }

    @Test
    void isNotDoneAgainByARecovery() {
        start(settings().overwrite(true));
        addTwoIndices();
        db.blocking().rtrim(0, 350);
        Path crashed = copyOfDirectory();
        db.close();
        byte[] journal = contents(journal(crashed, 0));
        write(journal(crashed, 0), Arrays.copyOf(journal, 150)); // the first record or two are left
        damage(dataFile(crashed, 0), HEADER + 250);

        start(settings(crashed));

        assertThat(db.state()).isEqualTo(DbState.DEGRADED);
        assertThat(contents(journal(crashed, 0))).hasSize(150);
        failure(CorruptDataException.class, db.read(at(0, 200, 100)));
    }
}
