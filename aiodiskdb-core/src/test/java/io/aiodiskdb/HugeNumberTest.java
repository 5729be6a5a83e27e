package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.model.VerificationReport;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A file with a huge number in a damaged store: one name is not to cost as much as a thousand million indices. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class HugeNumberTest extends DatabaseTest {

    private void startWithAHugeNumber() {
        start();
        for (int seed = 0; seed < 3; seed++) {
            db.blocking().addDurably(item(100, seed));
        }
        db.blocking().stop();
        damage(journal(directory(), 0), 40); // so that it is opened for reading, and nothing is removed
        write(directory().resolve("data999999999.dat"), contents(dataFile(directory(), 0)));
        start();
        assertThat(db.state()).isEqualTo(DbState.DEGRADED);
    }

    @Test
    void isVerifiedAtOnceWithAllTheGapsCounted() {
        startWithAHugeNumber();

        VerificationReport report = db.blocking().verify();

        assertThat(report.damageCount()).isGreaterThan(999_999_990L);
        assertThat(report.damages()).hasSize(VerificationReport.MAX_DAMAGES);
        assertThat(report.damages()).anyMatch(damage -> damage.reason().contains("bad record"));
    }

    @Test
    void isListedAtOnce() {
        startWithAHugeNumber();

        assertThat(get(db.indices())).extracting(IndexStats::index).containsExactly(0, 999_999_999);
    }
}
