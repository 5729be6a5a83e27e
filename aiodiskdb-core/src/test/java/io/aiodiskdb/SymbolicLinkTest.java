package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.model.DbState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Symbolic links in place of a store's own files: nothing outside is read, written, created or deleted through them. */
class SymbolicLinkTest extends DatabaseTest {

    private Path outside;

    /** Twelve durable items of 100 bytes in two indices, and a copy of it all outside. */
    private void stopped() {
        start(settings().overwrite(true));
        for (int seed = 0; seed < 12; seed++) {
            db.blocking().addDurably(item(100, seed));
        }
        outside = copyOfDirectory();
        db.blocking().stop();
    }

    /** Puts a link in the place of a file; what it leads to looks like the file. */
    private void link(String name) throws IOException {
        Path place = directory().resolve(name);
        Path target = outside.resolve(name);
        if (!Files.exists(target)) {
            write(target, item(70, 1));
        }
        Files.deleteIfExists(place);
        Files.createSymbolicLink(place, target);
    }

    private void startAndStop() {
        db = settings().overwrite(true).build();
        try {
            db.blocking().start();
            db.blocking().verify();
            db.blocking().addDurably(item(90, 7));
        } catch (AioDiskDbException e) {
            // refused: just as well
        }
        db.close();
    }

    @Test
    void linkInPlaceOfTheWriteAheadFileIsDoneWithout() throws IOException {
        stopped();
        link(".aiodiskdb.ahead");
        Map<String, String> before = snapshot(outside);

        start(settings().overwrite(true));
        var location = db.blocking().addDurably(item(90, 7));

        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertStored(location, item(90, 7));
        assertThat(snapshot(outside)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data00000.dat",
                "data00000.journal",
                "data00001.dat",
                "data00001.journal",
                "data00002.dat",
                "data00002.journal",
                ".tmp.data00000.dat",
                ".checkpoint-1700000000000",
                ".aiodiskdb.lock",
                ".aiodiskdb.ahead"
            })
    void isNotFollowedByAnOpening(String name) throws IOException {
        stopped();
        link(name);
        Map<String, String> before = snapshot(outside);

        startAndStop();

        assertThat(snapshot(outside)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data00001.dat", "data00001.journal", ".aiodiskdb.lock", "data00000.dat", "data00002.dat"})
    void toNothingCreatesNothing(String name) throws IOException {
        stopped();
        Path nothing = home.resolve("nothing");
        Files.deleteIfExists(directory().resolve(name));
        Files.createSymbolicLink(directory().resolve(name), nothing);

        startAndStop();

        assertThat(nothing).doesNotExist();
    }

    @Test
    void inPlaceOfASealedDataFileIsNotReadThrough() throws IOException {
        stopped();
        start(settings().overwrite(true).verifyReads(false));
        write(outside.resolve("data00000.dat"), contents(dataFile(directory(), 0)));
        link("data00000.dat");

        assertThatExceptionOfType(AioDiskDbException.class)
                .isThrownBy(() -> db.blocking().read(at(0, 0, 100)));
        assertThat(db.blocking().verify().isIntact()).isFalse();
    }

    @Test
    void inPlaceOfWhatIsPrunedIsNotWrittenThrough() throws IOException {
        stopped();
        start(settings().overwrite(true));
        link("data00000.dat");
        link(".tmp.data00000.dat");
        Map<String, String> before = snapshot(outside);

        assertThatExceptionOfType(AioDiskDbException.class)
                .isThrownBy(() -> db.blocking().ltrim(0, 100));

        assertThat(snapshot(outside)).isEqualTo(before);
    }

    @Test
    void inPlaceOfTheFileThatAnLtrimWritesIsReplaced() throws IOException {
        stopped();
        start(settings().overwrite(true));
        link(".tmp.data00000.dat");
        Map<String, String> before = snapshot(outside);

        assertThat(db.blocking().ltrim(0, 100)).isEqualTo(100);

        assertThat(snapshot(outside)).isEqualTo(before);
        assertStored(at(0, 100, 100), item(100, 1));
    }

    @Test
    void inPlaceOfTheQuarantineTakesNothing() throws IOException {
        stopped();
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Files.createSymbolicLink(directory().resolve("quarantine"), elsewhere);
        Files.delete(journal(directory(), 1));
        write(directory().resolve("data00002.dat"), item(300, 3));

        startAndStop();

        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void isDeletedByADestructionNotWhatItLeadsTo() throws IOException {
        stopped();
        link("data00000.dat");
        link(".tmp.data00000.dat");
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        write(elsewhere.resolve("kept"), item(10, 1));
        Files.createSymbolicLink(directory().resolve("quarantine"), elsewhere);
        Map<String, String> before = snapshot(outside);
        db = settings().overwrite(true).build();

        try {
            db.destroy();
        } catch (AioDiskDbException e) {
            // refused: just as well
        }

        assertThat(snapshot(outside)).isEqualTo(before);
        assertThat(elsewhere.resolve("kept")).exists();
    }

    @Test
    void asideAllFilesAreTheOwnersAlone() throws IOException {
        start(settings().overwrite(true));
        for (int seed = 0; seed < 12; seed++) {
            db.blocking().addDurably(item(100, seed));
        }
        db.blocking().ltrim(0, 150);
        Path crashed = copyOfDirectory();
        assertThat(rights(directory())).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(directory())) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(rights(file)).isEqualTo("rw-------"));
        }
        db.close();
        damage(dataFile(crashed, 1), HEADER + 150);

        start(settings(crashed));

        try (Stream<Path> copies = Files.list(crashed.resolve("quarantine"))) {
            assertThat(copies)
                    .isNotEmpty()
                    .allSatisfy(copy -> assertThat(rights(copy)).isEqualTo("rw-------"));
        }
        assertThat(rights(crashed.resolve("quarantine"))).isEqualTo("rwx------");
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }
}
