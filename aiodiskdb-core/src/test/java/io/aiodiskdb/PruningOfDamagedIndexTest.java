package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.IndexStats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Prunings of an index whose files are damaged or gone: done to the end, or refused before anything is recorded. */
class PruningOfDamagedIndexTest extends DatabaseTest {

    private static final int ITEM = 100;

    /** Index 0 is full, the newest one has two items. */
    private void startWithTwoIndices() {
        start();
        for (int seed = 0; seed < 12; seed++) {
            db.blocking().addDurably(item(ITEM, seed));
        }
    }

    /** What may be wrong with a journal. */
    enum Rot {
        FIRST_RECORD,
        MIDDLE,
        LAST_RECORD,
        GONE_AT_THE_START,
        GONE_LATER
    }

    private void restartWith(Rot rot) {
        Path journal = journal(directory(), 0);
        db.blocking().stop();
        switch (rot) {
            case FIRST_RECORD -> damage(journal, 5);
            case MIDDLE -> damage(journal, contents(journal).length / 2);
            case LAST_RECORD -> damage(journal, contents(journal).length - 5);
            default -> {}
        }
        if (rot == Rot.GONE_AT_THE_START) {
            delete(journal);
        }
        start();
        if (rot == Rot.GONE_LATER) {
            delete(journal);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertDropped() {
        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertAbsent(at(0, 0, ITEM));
        assertStored(at(1, 0, ITEM), item(ITEM, 10));
        assertThat(get(db.indices()))
                .extracting(IndexStats::index)
                .doesNotContain(0)
                .contains(1);
        assertThat(db.blocking().verify().damages()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Rot.class)
    void dropGetsRidOfAnIndexWhateverItsJournalIs(Rot rot) {
        startWithTwoIndices();
        restartWith(rot);

        assertThat(get(db.dropIndex(0))).isEqualTo(FILE);

        assertDropped();
        db.blocking().addDurably(item(ITEM, 20));
        reopen();
        assertDropped();
        assertStored(at(1, 200, ITEM), item(ITEM, 20));
        db.blocking().addDurably(item(ITEM, 21));
        reopenAfterCrash();
        assertDropped();
        assertThat(db.config().path().resolve("quarantine")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(Rot.class)
    void dropIsDoneAgainWhateverTheJournalIs(Rot rot) {
        startWithTwoIndices();
        Path before = copyOfDirectory();
        db.blocking().dropIndex(0);
        Path crashed = copyOfDirectory();
        write(dataFile(crashed, 0), contents(dataFile(before, 0)));
        Path journal = journal(crashed, 0);
        byte[] whole = contents(journal(before, 0));
        switch (rot) {
            case FIRST_RECORD -> whole[5] ^= 1;
            case MIDDLE -> whole[whole.length / 2] ^= 1;
            case LAST_RECORD -> whole[whole.length - 5] ^= 1;
            default -> {}
        }
        write(journal, whole);
        if (rot == Rot.GONE_AT_THE_START || rot == Rot.GONE_LATER) {
            delete(journal);
        }
        db.close();

        start(settings(crashed));

        assertDropped();
        db.blocking().addDurably(item(ITEM, 20));
        reopenAfterCrash();
        assertDropped();
    }

    private void assertRefused(CorruptDataException refused, Map<String, String> before, String reason) {
        assertThat(refused).hasMessageContaining(reason);
        assertThat(snapshot(directory())).isEqualTo(before);
        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        db.blocking().addDurably(item(ITEM, 20));
        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        reopen();
        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertStored(at(1, 200, ITEM), item(ITEM, 20));
        reopenAfterCrash();
        assertStored(at(1, 200, ITEM), item(ITEM, 20));
    }

    @Test
    void rtrimWithinBytesThatHaveNotSettledIsRefused() {
        startWithTwoIndices();
        db.blocking().stop();
        write(dataFile(directory(), 0), Arrays.copyOf(contents(dataFile(directory(), 0)), HEADER + FILE + 50));
        start();

        CorruptDataException refused = failure(CorruptDataException.class, db.rtrim(0, FILE + 20));

        assertRefused(refused, snapshot(directory()), "1000 was settled");
        assertThat(get(db.rtrim(0, FILE))).as("which gets rid of them").isEqualTo(50);
        assertThat(db.blocking().verify().damages()).isEmpty();
        reopen();
        assertThat(db.blocking().verify().damages()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void trimOfADataFileThatHasVanishedIsRefused(boolean right) {
        startWithTwoIndices();
        reopen();
        assertStored(at(0, 0, ITEM), item(ITEM, 0));
        delete(dataFile(directory(), 0));
        Map<String, String> before = snapshot(directory());

        CorruptDataException refused = failure(CorruptDataException.class, right ? db.rtrim(0, 150) : db.ltrim(0, 150));

        assertRefused(refused, before, "data00000.dat is missing");
    }

    /** The first is no header any more, the second one begins somewhere else. */
    @ParameterizedTest
    @CsvSource({"true, 0", "true, 4", "false, 0", "false, 4"})
    void trimOfADataFileWhoseHeaderHasRottenIsRefused(boolean right, int offset) {
        startWithTwoIndices();
        reopen();
        assertStored(at(0, 0, ITEM), item(ITEM, 0));
        damage(dataFile(directory(), 0), offset);
        Map<String, String> before = snapshot(directory());

        CorruptDataException refused = failure(CorruptDataException.class, right ? db.rtrim(0, 150) : db.ltrim(0, 150));

        assertRefused(refused, before, "header of data00000.dat is damaged");
    }

    /** Nobody has seen it before, so the items have to tell that the offset is wrong. */
    @Test
    void rtrimByATrimOffsetThatWasRottenBeforeTheStartIsRefused() {
        startWithTwoIndices();
        db.blocking().stop();
        damage(dataFile(directory(), 0), 4);
        start();
        Map<String, String> before = snapshot(directory());

        CorruptDataException refused = failure(CorruptDataException.class, db.rtrim(0, 350));

        assertRefused(refused, before, "header of data00000.dat is damaged");
    }

    @ParameterizedTest
    @CsvSource({"data", "journal"})
    void storeWhoseRtrimCannotBeDoneAgainOpensForReading(String gone) {
        startWithTwoIndices();
        db.blocking().rtrim(0, 350);
        Path crashed = copyOfDirectory();
        db.close();
        delete(gone.equals("data") ? dataFile(crashed, 0) : journal(crashed, 0));

        start(settings(crashed));

        assertThat(db.state()).isEqualTo(DbState.DEGRADED);
        assertThat(db.trouble()).isNotNull();
        assertStored(at(1, 0, ITEM), item(ITEM, 10));
        assertThat(db.blocking().verify().damages()).anyMatch(damage -> damage.index() == 0);
    }
}
