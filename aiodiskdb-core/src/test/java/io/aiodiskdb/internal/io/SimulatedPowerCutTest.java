package io.aiodiskdb.internal.io;

import static io.aiodiskdb.internal.io.SimulatedStorageTest.SECTOR;
import static io.aiodiskdb.internal.io.SimulatedStorageTest.SEEDS;
import static io.aiodiskdb.internal.io.SimulatedStorageTest.succeeds;
import static io.aiodiskdb.internal.io.StorageContract.bytes;
import static io.aiodiskdb.internal.io.StorageContract.contents;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.internal.io.StorageCall.Kind;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a simulated power cut leaves: over many seeds, all that a disk may leave, and nothing that it may not. */
@Timeout(60)
class SimulatedPowerCutTest {

    private final SimulatedStorage simulated = new SimulatedStorage(1, SECTOR);

    // ---------------------------------------------------------------- bytes through a power cut

    @Test
    void keepsForcedBytesThroughAPowerCut() throws IOException {
        assertThat(survivors("a", storage -> {
                    StorageFile file = storage.create("a");
                    storage.forceDirectory();
                    file.writeFully(bytes("0123456789"), 0);
                    file.writeFully(bytes("behind a hole"), 20);
                    file.truncate(25);
                    file.force();
                }))
                .containsExactly("0123456789" + "\0".repeat(10) + "behin");
    }

    @Test
    void keepsLosesOrTearsUnforcedSectorsIndependently() throws IOException {
        Set<String> survivors = survivors("a", storage -> {
            storage.place("a", "aaaabbbbcccc".getBytes(US_ASCII));
            storage.openForWriting("a").writeFully(bytes("AAAABBBBCCCC"), 0);
        });
        assertThat(survivors)
                .containsExactlyInAnyOrder(
                        "aaaabbbbcccc",
                        "aaaabbbbCCCC",
                        "aaaaBBBBcccc",
                        "aaaaBBBBCCCC",
                        "AAAAbbbbcccc",
                        "AAAAbbbbCCCC",
                        "AAAABBBBcccc",
                        "AAAABBBBCCCC");
    }

    @Test
    void neverTearsWithinASector() throws IOException {
        Set<String> survivors = survivors("a", storage -> {
            storage.place("a", "aaaabbbb".getBytes(US_ASCII));
            storage.openForWriting("a").writeFully(bytes("XYZ"), 3);
        });
        assertThat(survivors).containsExactlyInAnyOrder("aaaabbbb", "aaaXbbbb", "aaaaYZbb", "aaaXYZbb");
    }

    @Test
    void keepsALaterWriteAndLosesAnEarlierOne() throws IOException {
        Set<String> survivors = survivors("a", storage -> {
            storage.place("a", "........".getBytes(US_ASCII));
            StorageFile file = storage.openForWriting("a");
            file.writeFully(bytes("1111"), 0);
            file.writeFully(bytes("2222"), 4);
            file.writeFully(bytes("3"), 0);
        });
        assertThat(survivors).contains("....2222", "1111....", "3...2222", "31112222");
    }

    @Test
    void letsTheLengthLagBehind() throws IOException {
        assertThat(survivors("a", storage -> append(storage, "old:", "11112222")))
                .contains("old:", "old:1111", "old:11112222");
    }

    @Test
    void letsTheLengthRunAheadOfTheBytes() throws IOException {
        Set<String> survivors = survivors("a", storage -> append(storage, "old:", "11112222"));
        assertThat(survivors).contains("old:\0\0\0\0", "old:\0\0\0\0\0\0\0\0", "old:\0\0\0\0" + "2222");
        assertThat(survivors)
                .as("garbage")
                .anyMatch(left -> left.length() == 12 && !left.matches("old:[12\0]*"))
                .allMatch(left -> left.startsWith("old:"));
    }

    @Test
    void letsStaleBytesComeBack() throws IOException {
        Set<String> survivors = survivors("a", storage -> {
            storage.place("a", "old:ABCDEFGH".getBytes(US_ASCII));
            StorageFile file = storage.openForWriting("a");
            file.truncate(4);
            file.force();
            file.writeFully(bytes("11112222"), 4);
        });
        assertThat(survivors).contains("old:ABCDEFGH", "old:ABCD2222", "old:1111EFGH", "old:ABCD\0\0\0\0");
    }

    @Test
    void letsATruncationLagBehind() throws IOException {
        Set<String> survivors = survivors("a", storage -> {
            storage.place("a", "old:ABCD".getBytes(US_ASCII));
            StorageFile file = storage.openForWriting("a");
            file.truncate(4);
            file.writeFully(bytes("1"), 4);
        });
        assertThat(survivors).contains("old:ABCD", "old:1BCD", "old:", "old:1");
    }

    @Test
    void losesNothingInARestart() throws IOException {
        SimulatedStorage storage = simulated;
        append(storage, "old:", "new");
        storage.create("b");
        SimulatedStorage restarted = storage.restart();
        assertThat(restarted.list()).containsExactlyInAnyOrder("a", "b");
        assertThat(restarted.contents("a")).asString(US_ASCII).isEqualTo("old:new");
    }

    @Test
    void losesInAPowerCutWhatARestartOnlyKeptInMemory() throws IOException {
        Set<String> left = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedStorage storage = new SimulatedStorage(seed, SECTOR);
            append(storage, "old:", "new");
            left.add(text(storage.restart().powerCut(), "a"));
        }
        assertThat(left).contains("old:", "old:new");
    }

    // ---------------------------------------------------------------- names through a power cut

    @Test
    void keepsForcedNamesThroughAPowerCut() throws IOException {
        assertThat(namesLeft(storage -> {
                    storage.place("a", new byte[0]);
                    storage.place("b", new byte[0]);
                    storage.create("c");
                    storage.delete("a");
                    storage.rename("b", "d");
                    storage.forceDirectory();
                }))
                .containsExactly("[c, d]");
    }

    @Test
    void keepsOrLosesUnforcedNamesIndependently() throws IOException {
        assertThat(namesLeft(storage -> {
                    storage.place("a", new byte[0]);
                    storage.create("b");
                    storage.delete("a");
                }))
                .containsExactlyInAnyOrder("[]", "[a]", "[b]", "[a, b]");
    }

    @Test
    void leavesTheOldOrTheNewFileUnderTheNameThatARenameReplaces() throws IOException {
        Set<String> survivors = survivors("a", storage -> {
            storage.place("a", "old".getBytes(US_ASCII));
            storage.place("tmp", "new".getBytes(US_ASCII));
            storage.rename("tmp", "a");
        });
        assertThat(survivors).containsExactlyInAnyOrder("old", "new");
    }

    @Test
    void losesTheContentOfAFileThatWasRenamedBeforeItWasForced() throws IOException {
        Set<String> survivors = survivors("a", storage -> {
            storage.place("a", "old".getBytes(US_ASCII));
            storage.create("tmp").writeFully(bytes("new"), 0);
            storage.rename("tmp", "a");
            storage.forceDirectory();
        });
        assertThat(survivors).contains("", "new").doesNotContain("old");
    }

    @Test
    void bringsBackAnyFileThatANameMeantSinceTheLastForce() throws IOException {
        Set<String> survivors = survivors("a", storage -> {
            storage.place("a", "1".getBytes(US_ASCII));
            for (String content : List.of("2", "3")) {
                storage.delete("a");
                StorageFile file = storage.create("a");
                file.writeFully(bytes(content), 0);
                file.force();
            }
        });
        assertThat(survivors).containsExactlyInAnyOrder("1", "2", "3", "no file");
    }

    // ---------------------------------------------------------------- failed forces

    @Test
    void readsAfterAFailedForceWhatAPowerCutThenLoses() throws IOException {
        Set<String> survivors = survivors("a", SimulatedPowerCutTest::forceTwiceFailingOnce);
        assertThat(survivors).contains("aaaabbbb", "AAAAbbbb", "aaaaBBBB", "AAAABBBB");
    }

    @Test
    void keepsNamesUnsettledWhenTheForceOfTheDirectoryFails() throws IOException {
        assertThat(namesLeft(storage -> {
                    storage.create("a");
                    storage.faults(FaultInjector.failOnce(1, StorageCall.ofKind(Kind.FORCE_DIRECTORY)));
                    assertThatExceptionOfType(ForceFailedException.class).isThrownBy(storage::forceDirectory);
                }))
                .containsExactlyInAnyOrder("[]", "[a]");
    }

    private static void forceTwiceFailingOnce(SimulatedStorage storage) throws IOException {
        storage.place("a", "aaaabbbb".getBytes(US_ASCII));
        storage.faults(FaultInjector.failOnce(1, StorageCall.ofKind(Kind.FORCE)));
        StorageFile file = storage.openForWriting("a");
        file.writeFully(bytes("AAAABBBB"), 0);
        assertThatExceptionOfType(ForceFailedException.class)
                .isThrownBy(file::force)
                .withMessageContaining("a")
                .havingCause()
                .isInstanceOf(IOException.class);
        file.force();
        assertThat(contents(file)).isEqualTo("AAAABBBB");
    }

    @Test
    void losesInOneCutAfterAnotherWhatTheNextOneWroteAndNotWhatWasForcedBefore() throws IOException {
        Set<String> left = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedStorage storage = new SimulatedStorage(seed, SECTOR);
            storage.place("a", "0000".getBytes(US_ASCII));
            for (String content : List.of("1111", "2222", "3333", "4444")) {
                storage.cutPowerAtStep(2);
                StorageFile file = storage.openForWriting("a");
                file.writeFully(bytes(content), 0);
                assertThatExceptionOfType(PowerCutException.class).isThrownBy(file::force);
                storage = storage.powerCut();
            }
            left.add(text(storage, "a"));
        }
        assertThat(left).containsExactlyInAnyOrder("0000", "1111", "2222", "3333", "4444");
    }

    // ---------------------------------------------------------------- the cut itself

    @Test
    void cutsThePowerAtTheStepAskedForAndStaysOff() throws IOException {
        StorageFile file = simulated.create("a");
        file.writeFully(bytes("0123"), 0);
        assertThat(simulated.steps()).isEqualTo(2);
        simulated.cutPowerAtStep(4);
        file.force();
        assertThat(contents(file)).isEqualTo("0123");
        assertThat(simulated.isPowerOff()).isFalse();
        assertThatExceptionOfType(PowerCutException.class)
                .isThrownBy(simulated::forceDirectory)
                .withMessageContaining("step 4");
        assertThat(simulated.isPowerOff()).isTrue();
        assertThatExceptionOfType(PowerCutException.class).isThrownBy(simulated::list);
        assertThatExceptionOfType(PowerCutException.class).isThrownBy(file::length);
        assertThatExceptionOfType(PowerCutException.class).isThrownBy(file::force);
    }

    @Test
    void mayHaveWrittenAPartWhenThePowerCutHitsAWrite() throws IOException {
        Set<String> left = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedStorage storage = new SimulatedStorage(seed, SECTOR).cutPowerAtStep(2);
            StorageFile file = storage.create("a");
            assertThatExceptionOfType(PowerCutException.class).isThrownBy(() -> file.writeFully(bytes("012"), 0));
            left.add(text(storage.restart(), "a"));
        }
        assertThat(left).containsExactly("", "0", "01", "012");
    }

    @Test
    void cutsThePowerWhereTheFaultInjectorSays() throws IOException {
        simulated.place("a", bytes("0123").array());
        simulated.faults(call -> {
            if (call.kind() == Kind.DELETE) {
                throw new PowerCutException("here");
            }
            return FaultInjector.ALL;
        });
        assertThatExceptionOfType(PowerCutException.class)
                .isThrownBy(() -> simulated.delete("a"))
                .withMessage("here");
        assertThatExceptionOfType(PowerCutException.class).isThrownBy(() -> simulated.openForReading("a"));
        SimulatedStorage next = simulated.powerCut();
        assertThat(next.list()).containsExactly("a");
        next.delete("a");
        assertThat(next.list()).isEmpty();
    }

    @Test
    void keepsThreadsFromBeforeTheCutAwayFromTheDisk() throws IOException {
        simulated.place("a", bytes("0123").array());
        StorageFile left = simulated.openForWriting("a");
        SimulatedStorage next = simulated.powerCut();
        assertThatExceptionOfType(PowerCutException.class).isThrownBy(() -> left.write(bytes("x"), 0));
        assertThatExceptionOfType(PowerCutException.class).isThrownBy(() -> simulated.delete("a"));
        left.close();
        assertThat(next.contents("a")).asString(US_ASCII).isEqualTo("0123");
    }

    @Test
    void keepsThreadsThatWaitInAFaultInjectorDuringTheCutAwayFromTheDisk() throws IOException {
        simulated.place("a", bytes("0123").array());
        StorageFile file = simulated.openForWriting("a");
        List<SimulatedStorage> next = new ArrayList<>();
        simulated.faults(call -> {
            next.add(simulated.powerCut());
            throw new IOException("too late");
        });
        assertThatExceptionOfType(PowerCutException.class).isThrownBy(() -> file.write(bytes("x"), 0));
        assertThat(next.get(0).contents("a")).asString(US_ASCII).isEqualTo("0123");
    }

    @Test
    void keepsQuarantinedCopiesThroughAPowerCut() throws IOException {
        simulated.place("a", bytes("0123").array());
        simulated.quarantine("copy", simulated.openForReading("a"), 1, 2);
        SimulatedStorage next = simulated.powerCut();
        assertThat(next.quarantined()).containsOnlyKeys("copy");
        assertThat(next.quarantined().get("copy")).asString(US_ASCII).isEqualTo("12");
        assertThat(next.list()).containsExactlyInAnyOrder("a", NioStorage.QUARANTINE);
        assertThatExceptionOfType(NotARegularFileException.class)
                .isThrownBy(() -> next.openForReading(NioStorage.QUARANTINE));
        assertThatExceptionOfType(DirectoryNotEmptyException.class)
                .isThrownBy(() -> next.delete(NioStorage.QUARANTINE));
    }

    @Test
    void beginsAnewAfterTheCutWithTheSameSettings() throws IOException {
        simulated.capacity(3).tracing(true).cutPowerAtStep(1).faults(FaultInjector.failFrom(1, call -> true));
        SimulatedStorage next = simulated.powerCut();
        assertThat(next.steps()).isZero();
        assertThat(next.calls()).isZero();
        assertThat(next.openFiles()).isEmpty();
        next.create("a");
        assertThat(next.usableSpace()).isEqualTo(3);
        assertThat(next.trace()).containsExactly("1 (step 1) CREATE a", "2 USABLE_SPACE");
    }

    @Test
    void leavesTheSameForTheSameSeed() throws IOException {
        Set<String> all = new HashSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            String one = outcomeOfManyCalls(seed);
            assertThat(outcomeOfManyCalls(seed)).isEqualTo(one);
            all.add(one);
        }
        assertThat(all).hasSizeGreaterThan(SEEDS / 2);
    }

    @Test
    void leavesTheSameOfAFileWhateverHappensToOthers() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedStorage one = new SimulatedStorage(seed, SECTOR);
            append(one, "old:", "11112222");
            SimulatedStorage another = new SimulatedStorage(seed, SECTOR);
            another.place("b", new byte[10]);
            StorageFile other = another.openForWriting("b");
            other.writeFully(bytes("0123456789"), 5);
            append(another, "old:", "11112222");
            other.truncate(1);
            assertThat(text(another.powerCut(), "a")).isEqualTo(text(one.powerCut(), "a"));
        }
    }

    // ---------------------------------------------------------------- means

    private interface Action {
        void on(SimulatedStorage storage) throws IOException;
    }

    private static void append(SimulatedStorage storage, String old, String added) throws IOException {
        storage.place("a", old.getBytes(US_ASCII));
        storage.openForWriting("a").writeFully(bytes(added), old.length());
    }

    /** {@return all that is left of a file in the power cuts after an action, over many seeds} */
    private static Set<String> survivors(String name, Action action) throws IOException {
        Set<String> left = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedStorage storage = new SimulatedStorage(seed, SECTOR);
            action.on(storage);
            left.add(text(storage.powerCut(), name));
        }
        return left;
    }

    /** {@return all lists of names that are left in the power cuts after an action, over many seeds} */
    private static Set<String> namesLeft(Action action) throws IOException {
        Set<String> left = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedStorage storage = new SimulatedStorage(seed, SECTOR);
            action.on(storage);
            left.add(new TreeSet<>(storage.powerCut().list()).toString());
        }
        return left;
    }

    private static String outcomeOfManyCalls(int seed) throws IOException {
        SimulatedStorage storage = new SimulatedStorage(seed, SECTOR)
                .shortTransferRate(0.3)
                .outOfSpaceRate(0.1)
                .failedForceRate(0.2)
                .tracing(true);
        for (int i = 0; i < 8; i++) {
            String name = "f" + i;
            succeeds(() -> {
                try (StorageFile file = storage.create(name)) {
                    file.writeFully(bytes("some bytes of " + name), 0);
                    file.force();
                    file.truncate(7);
                    file.writeFully(bytes("more"), 7);
                }
            });
            succeeds(() -> storage.rename(name, "g"));
            succeeds(storage::forceDirectory);
        }
        SimulatedStorage next = storage.powerCut();
        TreeMap<String, String> files = new TreeMap<>();
        for (String name : next.list()) {
            files.put(name, text(next, name));
        }
        return storage.trace() + "\n" + next.trace() + "\n" + files;
    }

    private static String text(SimulatedStorage storage, String name) throws IOException {
        return storage.list().contains(name) ? new String(storage.contents(name), US_ASCII) : "no file";
    }
}
