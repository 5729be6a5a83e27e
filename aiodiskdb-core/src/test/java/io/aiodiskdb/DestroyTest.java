package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.AlreadyRunningException;
import io.aiodiskdb.error.DatabaseLockedException;
import io.aiodiskdb.error.OverwriteDisabledException;
import io.aiodiskdb.event.Destroyed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DestroyTest extends DatabaseTest {

    @Test
    void refusesToDestroyWhatRuns() {
        start();
        db.blocking().addDurably(item(10, 1));

        assertThatExceptionOfType(AlreadyRunningException.class).isThrownBy(() -> db.destroy());

        assertStored(at(0, 0, 10), item(10, 1));
    }

    @Test
    void refusesToDestroyWhatMustNotBeOverwritten() {
        start(settings().overwrite(false));
        db.blocking().add(item(10, 1));
        db.blocking().stop();
        Map<String, String> before = snapshot(directory());

        assertThatExceptionOfType(OverwriteDisabledException.class).isThrownBy(() -> db.destroy());

        assertThat(snapshot(directory())).isEqualTo(before);
    }

    @Test
    void refusesToDestroyWhatSomebodyElseUses() {
        start();
        db.blocking().addDurably(item(10, 1));
        AioDiskDb other = settings().build();

        assertThatExceptionOfType(DatabaseLockedException.class).isThrownBy(other::destroy);

        assertStored(at(0, 0, 10), item(10, 1));
        assertThat(dataFile(directory(), 0)).exists();
    }

    @Test
    void removesAllItsFilesAndItsDirectory() {
        RecordedEvents events = new RecordedEvents();
        start();
        db.addListener(events);
        addThreeItemsInTwoIndexes();
        db.blocking().dropIndex(0);
        db.blocking().stop();

        db.destroy();

        assertThat(directory()).doesNotExist();
        assertThat(home).isEmptyDirectory();
        events.first(Destroyed.class);
    }

    @Test
    void removesNothingThatIsNotItsOwn() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().stop();
        String[] foreign = {
            "notes.txt",
            "data00000.dat.bak",
            "data000000.dat",
            "data1.dat",
            "blk00000.dat",
            "data.journal",
            "quarantined.txt",
            "sub/data00000.dat"
        };
        Map<String, String> own = snapshot(directory());
        for (String name : foreign) {
            write(directory().resolve(name), name.getBytes(StandardCharsets.UTF_8));
        }
        Map<String, String> before = snapshot(directory());
        own.keySet().forEach(before::remove);

        db.destroy();

        assertThat(before).containsOnlyKeys(foreign);
        assertThat(snapshot(directory())).isEqualTo(before);
    }

    @Test
    void beginsAnewAfterwards() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().stop();
        db.destroy();

        db.blocking().start();

        assertAbsent(at(0, 0, 400));
        assertThat(db.blocking().addDurably(item(10, 9))).isEqualTo(at(0, 0, 10));
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void removesWhatItHasKeptAndWhatWasLeftUnfinished() {
        start();
        db.blocking().addDurably(item(100, 1));
        Path crashed = copyOfDirectory();
        write(dataFile(crashed, 0), join(contents(dataFile(crashed, 0)), item(50, 2)));
        db.close();
        start(settings(crashed));
        assertThat(crashed.resolve("quarantine")).isNotEmptyDirectory();
        db.blocking().stop();
        write(crashed.resolve(".tmp.data00000.dat"), item(5, 1));
        write(crashed.resolve(".checkpoint-123"), new byte[52]);

        db.destroy();

        assertThat(crashed).doesNotExist();
    }

    @Test
    void findsNothingToDoWhereNothingIs() {
        db = settings().build();

        db.destroy();

        assertThat(home).isEmptyDirectory();
    }
}
