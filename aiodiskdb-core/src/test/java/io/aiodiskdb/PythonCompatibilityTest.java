package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.error.InvalidDataFileException;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.VerificationReport;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Databases that the Python library wrote are opened, read, extended and pruned. */
class PythonCompatibilityTest extends DatabaseTest {

    private static Stream<PythonFixture> fixtures() {
        return Stream.of("single", "basic", "pruned", "crashed").map(PythonFixture::of);
    }

    private PythonFixture open(String name) {
        return open(PythonFixture.of(name));
    }

    private PythonFixture open(PythonFixture fixture) {
        copy(fixture.files(), directory());
        start(fixture.settings(directory()));
        return fixture;
    }

    private void assertItems(List<PythonFixture.Item> items) {
        for (PythonFixture.Item item : items) {
            byte[] read = get(db.read(item.location())).orElseThrow();
            assertThat(sha256(read)).as("%s", item.location()).isEqualTo(item.sha256());
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void fixturesAreComplete(PythonFixture fixture) {
        assertThat(fixture.items()).hasSizeGreaterThan(20);
        assertThat(fixture.lengths("files")).isNotEmpty();
        for (Map.Entry<String, Long> file : fixture.lengths("files").entrySet()) {
            assertThat(fixture.files().resolve(file.getKey())).hasSize(file.getValue());
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void readsEachItemAndNoneThatWasPruned(PythonFixture fixture) {
        open(fixture);

        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertItems(fixture.items());
        for (PythonFixture.Item item : fixture.gone()) {
            assertAbsent(item.location());
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void serializesLocationsInTheSameWay(PythonFixture fixture) {
        for (PythonFixture.Item item : fixture.items()) {
            assertThat(HexFormat.of().formatHex(item.location().toBytes())).isEqualTo(item.serialized());
            assertThat(ItemLocation.fromBytes(HexFormat.of().parseHex(item.serialized())))
                    .isEqualTo(item.location());
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void takesNothingInThemForDamage(PythonFixture fixture) {
        open(fixture);

        VerificationReport report = db.blocking().verify();

        assertThat(report.isIntact()).isTrue();
        assertThat(report.items()).as("it does not record where items begin").isZero();
        assertThat(report.uncheckedBytes()).isEqualTo(report.bytes()).isPositive();
        assertThat(walk()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void goesOnWithThem(PythonFixture fixture) {
        open(fixture);
        List<PythonFixture.Item> items = fixture.items();
        ItemLocation added = db.blocking().add(item(1000, 1));
        Transaction transaction = db.transaction();
        transaction.add(item(700_000, 2));
        transaction.add(item(600_000, 3));
        List<ItemLocation> committed = get(transaction.commit());
        ItemLocation cut = items.get(0).location();
        assertThat(db.blocking().ltrim(cut.index(), cut.end())).isEqualTo(cut.size());
        db.blocking().dropIndex(committed.get(1).index());
        ItemLocation last = db.blocking().add(item(2000, 4));

        for (int round = 0; round < 2; round++) {
            assertItems(items.subList(1, items.size()));
            assertAbsent(cut);
            assertStored(added, item(1000, 1));
            assertStored(committed.get(0), item(700_000, 2));
            assertAbsent(committed.get(1));
            assertStored(last, item(2000, 4));
            fixture.gone().forEach(gone -> assertAbsent(gone.location()));
            assertThat(db.blocking().verify().isIntact()).isTrue();
            reopen(fixture.settings(directory()));
        }
        assertThat(walk()).containsExactly(added, committed.get(0), last);
    }

    @Test
    void writesTheSameBytes() {
        PythonFixture fixture = PythonFixture.of("single");
        byte[] expected = contents(fixture.files().resolve("data00000.dat"));
        start(fixture.settings(directory()));

        for (PythonFixture.Item item : fixture.items()) {
            int from = HEADER + (int) item.location().position();
            byte[] data = Arrays.copyOfRange(
                    expected, from, from + (int) item.location().size());
            assertThat(db.blocking().add(data)).isEqualTo(item.location());
        }
        db.blocking().stop();

        assertThat(contents(dataFile(directory(), 0))).isEqualTo(expected);
    }

    @Test
    void acceptsAFileThatIsLongerThanItsMaximumAndNeverExtendsIt() {
        PythonFixture fixture = PythonFixture.of("basic");
        byte[] tooLong = contents(fixture.files().resolve("data00000.dat"));
        assertThat(tooLong).hasSizeGreaterThan(HEADER + (1 << 20));
        write(dataFile(directory(), 0), tooLong);
        start(fixture.settings(directory()));

        assertThat(db.blocking().addDurably(item(1, 1))).isEqualTo(at(1, 0, 1));

        assertThat(contents(dataFile(directory(), 0))).isEqualTo(tooLong);
        assertItems(fixture.items().stream()
                .filter(item -> item.location().index() == 0)
                .toList());
        int end = tooLong.length - HEADER;
        assertStored(at(0, end - 5, 5), Arrays.copyOfRange(tooLong, tooLong.length - 5, tooLong.length));
        assertAbsent(at(0, end, 1));
    }

    @Test
    void knowsADroppedIndexFromItsGap() {
        open("pruned");

        failure(IndexNotFoundException.class, db.dropIndex(2));
        failure(IndexNotFoundException.class, db.ltrim(2, 0));
        assertAbsent(at(2, 0, 1));
        assertThat(db.blocking().addDurably(item(200_000, 1)).index()).isEqualTo(4);
        assertThat(directory().resolve("blk0002.dat")).doesNotExist();
    }

    @Test
    void trimsWhatItHasTrimmedBefore() {
        PythonFixture fixture = open("pruned");

        assertThat(db.blocking().ltrim(0, 360_000)).as("at a logical position").isEqualTo(60_000);
        assertThat(db.blocking().rtrim(1, 120_000)).isEqualTo(60_000);

        assertItems(fixture.items().stream()
                .filter(item -> item.location().index() == 3
                        || (item.location().index() == 0 && item.location().position() >= 360_000)
                        || (item.location().index() == 1 && item.location().end() <= 120_000))
                .toList());
        assertAbsent(at(0, 300_000, 60_000));
        assertAbsent(at(1, 120_000, 60_000));
    }

    @Test
    void removesUnfinishedFiles() {
        write(directory().resolve(".tmp.data00000.dat"), item(500, 1));

        PythonFixture fixture = open("single");

        assertThat(directory().resolve(".tmp.data00000.dat")).doesNotExist();
        assertItems(fixture.items());
    }

    @Test
    void refusesOtherGenesisBytesWithoutTouchingAnything() {
        PythonFixture fixture = PythonFixture.of("crashed");
        copy(fixture.files(), directory());
        write(directory().resolve("data00001.dat"), new byte[100]);
        Map<String, String> before = snapshot(directory());
        db = fixture.settings(directory()).genesisBytes(new byte[] {1, 2, 3, 4}).build();

        InvalidDataFileException refused = failure(InvalidDataFileException.class, db.start());

        assertThat(refused).hasMessageContaining("01020304").hasMessageContaining("0dce8f37");
        assertThat(snapshot(directory())).isEqualTo(before);
    }
}
