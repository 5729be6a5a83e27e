package io.aiodiskdb;

import static io.aiodiskdb.internal.io.StorageCall.onFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.aiodiskdb.error.InvalidDataFileException;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryTest extends DatabaseTest {

    @Test
    void neverOpensAForeignFile() {
        SimulatedStorage disk = new SimulatedStorage(1);
        List<String> foreign =
                List.of("notes.txt", "data1.dat", "data00000.dat.bak", "blk00000.dat", "xdata00000.journal");
        foreign.forEach(name -> disk.place(name, new byte[] {1, 2, 3}));
        Faults faults = new Faults();
        faults.fail(call -> foreign.stream().anyMatch(name -> onFile(name).test(call)));
        disk.faults(faults);
        db = new DefaultAioDiskDb(settings().config(), false, new SimulatedPlatform(disk));

        db.blocking().start();
        addThreeItemsInTwoIndexes();
        db.blocking().dropIndex(0);
        db.blocking().stop();
        db.blocking().start();

        assertStored(at(1, 0, 400), item(400, 2));
        assertThat(db.blocking().verify().isIntact()).isTrue();
    }

    @Test
    void orderIsThatOfTheNumbers() {
        start(settings().filePadding(1).maxFiles(10));
        List<ItemLocation> added = new ArrayList<>();
        for (int seed = 0; seed < 10; seed++) {
            added.add(db.blocking().addDurably(item(400, seed)));
            added.add(db.blocking().addDurably(item(400, seed + 100)));
        }
        assertThat(directory().resolve("data9.dat")).exists();

        reopen(settings().filePadding(1).maxFiles(10));

        assertThat(walk()).containsExactlyElementsOf(added);
        assertThat(db.blocking().add(item(200, 7))).isEqualTo(at(9, 800, 200));
    }

    @Test
    void orderIsThatOfTheNumbersAlsoBehindThePadding() {
        for (int index : new int[] {9, 10}) { // as another program writes them
            write(
                    directory().resolve("data" + index + ".dat"),
                    join(new byte[] {0x0d, (byte) 0xce, (byte) 0x8f, 0x37}, new byte[20], item(100, index)));
        }
        start(settings().filePadding(1).maxFiles(10));

        assertStored(at(9, 0, 100), item(100, 9));
        assertStored(at(10, 0, 100), item(100, 10));
        assertThat(db.blocking().dropIndex(9)).isEqualTo(100);
        assertThat(directory().resolve("data9.dat")).doesNotExist();
        assertThat(directory().resolve("data10.dat")).exists();
    }

    @Test
    void filesAndDirectoryBelongToTheirOwnerAlone() throws IOException {
        assumeThat(home.getFileSystem().supportedFileAttributeViews()).contains("posix");
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().ltrim(0, 100);
        Transaction transaction = db.transaction();
        transaction.add(item(900, 3));
        get(transaction.commit());

        assertThat(permissions(directory())).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(directory())) {
            assertThat(files)
                    .hasSize(7)
                    .allSatisfy(
                            file -> assertThat(permissions(file)).as("%s", file).isEqualTo("rw-------"));
        }
    }

    private static String permissions(Path path) throws IOException {
        java.util.Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        return PosixFilePermissions.toString(permissions);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data00000.dat", "data00001.dat", "data00001.journal"})
    void symbolicLinksInPlaceOfFilesAreRefused(String name) throws IOException {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().stop();
        Path elsewhere = home.resolve("elsewhere");
        Files.move(directory().resolve(name), elsewhere);
        byte[] before = contents(elsewhere);
        Files.createSymbolicLink(directory().resolve(name), elsewhere);
        db = settings().build();

        var started = db.start();

        if (name.contains("00001")) {
            assertThat(failure(InvalidDataFileException.class, started)).hasMessageContaining(name);
            assertThat(db.state()).isEqualTo(DbState.STOPPED);
        } else { // an older file is opened when it is needed
            get(started);
            assertThat(failure(InvalidDataFileException.class, db.read(at(0, 0, 400))))
                    .hasMessageContaining(name);
            assertThat(failure(InvalidDataFileException.class, db.ltrim(0, 400)))
                    .hasMessageContaining(name);
            assertThat(db.blocking().verify().damages()).isNotEmpty();
        }
        assertThat(contents(elsewhere)).isEqualTo(before);
    }

    @Test
    void directoriesInPlaceOfFilesAreRefused() throws IOException {
        Files.createDirectories(directory().resolve("data00000.dat"));
        db = settings().build();

        failure(InvalidDataFileException.class, db.start());
    }

    @Test
    void symbolicLinkInPlaceOfTheLockFileIsRefused() throws IOException {
        Path elsewhere = home.resolve("elsewhere");
        write(elsewhere, item(10, 1));
        Files.createDirectories(directory());
        Files.createSymbolicLink(directory().resolve(".aiodiskdb.lock"), elsewhere);
        db = settings().build();

        failure(InvalidDataFileException.class, db.start());
        assertThat(contents(elsewhere)).isEqualTo(item(10, 1));
    }

    @Test
    void twoDatabasesOfDifferentPrefixesDoNotTouchEachOthersFiles() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().stop();
        Map<String, String> first = snapshot(directory());

        start(settings().filePrefix("blk"));
        addThreeItemsInTwoIndexes();
        db.blocking().dropIndex(0);
        db.blocking().stop();
        assertThat(snapshot(directory())).containsAllEntriesOf(first);
        db.destroy();

        assertThat(snapshot(directory())).isEqualTo(first);
        start();
        assertStored(at(0, 0, 400), item(400, 0));
    }

    @Test
    void anotherPaddingFindsOtherFiles() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().stop();

        start(settings().filePadding(4));

        assertAbsent(at(0, 0, 400));
        assertThat(db.blocking().addDurably(item(5, 1))).isEqualTo(at(0, 0, 5));
        assertThat(directory().resolve("data0000.dat")).exists();
    }

    @Test
    void wrongGenesisBytesAreRefusedWithoutTouchingAnything() {
        start();
        addThreeItemsInTwoIndexes();
        db.blocking().stop();
        Map<String, String> before = snapshot(directory());
        db = settings().genesisBytes(new byte[] {0x62, 0x6c, 0x6f, 0x6b}).build();

        InvalidDataFileException refused = failure(InvalidDataFileException.class, db.start());

        assertThat(refused).hasMessageContaining("626c6f6b").hasMessageContaining("0dce8f37");
        assertThat(snapshot(directory())).isEqualTo(before);
    }
}
