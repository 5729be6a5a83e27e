package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.InvalidDatabaseStateException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checkpoints that the Python library leaves when it dies in a commit. */
class PythonCheckpointTest extends DatabaseTest {

    private List<byte[]> quarantined() {
        try (Stream<Path> files = Files.list(db.config().path().resolve("quarantine"))) {
            return files.map(DatabaseTest::contents).toList();
        } catch (IOException e) {
            throw new AssertionError("nothing has been kept", e);
        }
    }

    @Test
    void rollsACrashedCommitBack() {
        PythonFixture fixture = PythonFixture.of("crashed");
        copy(fixture.files(), directory());
        start(fixture.settings(directory()));

        Map<String, Long> expected = fixture.lengths("expect_after_recovery");
        assertThat(expected).hasSize(1);
        expected.forEach((name, length) -> assertThat(directory().resolve(name)).hasSize(length));
        assertThat(snapshot(directory())).doesNotContainKey(".checkpoint-1795241089370");
        byte[] before = contents(fixture.files().resolve("data00000.dat"));
        assertThat(quarantined()).containsExactly(Arrays.copyOfRange(before, 600_024, before.length));
        assertThat(db.blocking().add(item(10, 1))).isEqualTo(at(0, 600_000, 10));
    }

    @Test
    void ignoresACheckpointThatIsEmptyOrTorn() throws IOException {
        PythonFixture crashed = PythonFixture.of("crashed");
        byte[] torn = Arrays.copyOf(contents(crashed.files().resolve(".checkpoint-1795241089370")), 51);
        write(directory().resolve(".checkpoint-1"), new byte[0]);
        write(directory().resolve(".checkpoint-2"), torn);

        PythonFixture fixture = PythonFixture.of("single");
        copy(fixture.files(), directory());
        start(fixture.settings(directory()));

        assertThat(dataFile(directory(), 0)).hasSize(fixture.lengths("files").get("data00000.dat"));
        assertStored(at(0, 0, 1), new byte[] {contents(dataFile(directory(), 0))[HEADER]});
        assertThat(directory().resolve(".checkpoint-1")).doesNotExist();
        assertThat(directory().resolve(".checkpoint-2")).doesNotExist();
        assertThat(directory().resolve("quarantine")).doesNotExist();
    }

    @Test
    void refusesACheckpointThatDoesNotFitTheFile() {
        PythonFixture fixture = PythonFixture.of("crashed");
        copy(fixture.files(), directory());
        damage(directory().resolve(".checkpoint-1795241089370"), 15);
        Map<String, String> before = snapshot(directory());
        db = fixture.settings(directory()).build();

        InvalidDatabaseStateException refused = failure(InvalidDatabaseStateException.class, db.start());

        assertThat(refused)
                .hasMessageContaining("checkpoint")
                .hasMessageContaining("data00000.dat")
                .hasMessageContaining("600024");
        assertThat(snapshot(directory())).isEqualTo(before);
    }

    @Test
    void refusesACheckpointThatFitsOneFileButNotTheOtherBeforeItCutsAny() {
        PythonFixture fixture = PythonFixture.of("basic");
        copy(fixture.files(), directory());
        byte[] checkpoint = new byte[2 * 52];
        ByteBuffer entries = ByteBuffer.wrap(checkpoint).order(ByteOrder.LITTLE_ENDIAN);
        byte[] first = contents(dataFile(directory(), 0));
        entries.putInt(6, 1_000_000).put(12, Arrays.copyOfRange(first, 999_992, 1_000_000)); // index 0: right
        entries.putInt(52, 1).putInt(58, 800_000).putLong(64, 0x0102030405060708L); // index 1: wrong
        write(directory().resolve(".checkpoint-7"), checkpoint);
        Map<String, String> before = snapshot(directory());
        db = fixture.settings(directory()).build();

        assertThat(failure(InvalidDatabaseStateException.class, db.start())).hasMessageContaining("data00001.dat");

        assertThat(snapshot(directory())).isEqualTo(before);
    }

    @Test
    void rollsSeveralFilesBack() {
        PythonFixture fixture = PythonFixture.of("basic");
        copy(fixture.files(), directory());
        byte[] checkpoint = new byte[2 * 52];
        ByteBuffer entries = ByteBuffer.wrap(checkpoint).order(ByteOrder.LITTLE_ENDIAN);
        byte[] first = contents(dataFile(directory(), 1));
        byte[] second = contents(dataFile(directory(), 2));
        entries.putInt(0, 1).putInt(6, 800_000).put(12, Arrays.copyOfRange(first, 799_992, 800_000));
        entries.putInt(52, 2).putInt(58, 24).put(64, Arrays.copyOfRange(second, 16, 24));
        write(directory().resolve(".checkpoint-7"), checkpoint);

        start(fixture.settings(directory()));

        assertThat(dataFile(directory(), 0)).hasSize(fixture.lengths("files").get("data00000.dat"));
        assertThat(dataFile(directory(), 1)).hasSize(800_000);
        assertThat(dataFile(directory(), 2)).hasSize(24);
        assertThat(quarantined())
                .containsExactlyInAnyOrder(
                        Arrays.copyOfRange(first, 800_000, first.length),
                        Arrays.copyOfRange(second, 24, second.length));
        assertThat(db.blocking().add(item(10, 1))).isEqualTo(at(2, 0, 10));
    }

    @Test
    void needsNoRecoveryToRefuseACheckpoint() {
        PythonFixture fixture = PythonFixture.of("crashed");
        copy(fixture.files(), directory());
        Map<String, String> before = snapshot(directory());
        db = fixture.settings(directory()).recover(false).build();

        assertThat(failure(InvalidDatabaseStateException.class, db.start())).hasMessageContaining(".checkpoint-");
        assertThat(snapshot(directory())).isEqualTo(before);
    }

    @Test
    void takesTheEarlierOfTwoCheckpoints() {
        byte[] file = join(new byte[] {0x0d, (byte) 0xce, (byte) 0x8f, 0x37}, new byte[20], item(900, 1));
        write(dataFile(directory(), 0), file);
        for (int length : new int[] {524, 324, 724}) {
            byte[] checkpoint = new byte[52];
            ByteBuffer entry = ByteBuffer.wrap(checkpoint).order(ByteOrder.LITTLE_ENDIAN);
            entry.putInt(6, length).put(12, Arrays.copyOfRange(file, length - 8, length));
            write(directory().resolve(".checkpoint-" + length), checkpoint);
        }

        start();

        assertThat(dataFile(directory(), 0)).hasSize(324);
        assertThat(db.blocking().add(item(10, 2))).isEqualTo(at(0, 300, 10));
    }

    @Test
    void ignoresEntriesThatConcernNoFileOrCutNothing() {
        byte[] file = join(new byte[] {0x0d, (byte) 0xce, (byte) 0x8f, 0x37}, new byte[20], item(900, 1));
        write(dataFile(directory(), 0), file);
        byte[] checkpoint = new byte[3 * 52];
        ByteBuffer entries = ByteBuffer.wrap(checkpoint).order(ByteOrder.LITTLE_ENDIAN);
        entries.putInt(6, 5000); // index 0, longer than it is
        entries.putInt(52, 7).putInt(58, 100); // there is no index 7
        entries.putInt(104, -1).putInt(110, 100); // nor one of that number
        write(directory().resolve(".checkpoint-1"), checkpoint);

        start();

        assertThat(contents(dataFile(directory(), 0))).isEqualTo(file);
        assertThat(directory().resolve(".checkpoint-1")).doesNotExist();
    }

    @Test
    void refusesACheckpointOfAnImpossibleSizeBeforeTakingMemoryForIt() throws IOException {
        write(dataFile(directory(), 0), join(new byte[] {0x0d, (byte) 0xce, (byte) 0x8f, 0x37}, new byte[20]));
        Path huge = directory().resolve(".checkpoint-1");
        write(huge, new byte[0]);
        try (var file = new java.io.RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(1L << 32); // sparse
        }
        db = settings().build();

        assertThat(failure(InvalidDatabaseStateException.class, db.start())).hasMessageContaining("4294967296");
    }
}
