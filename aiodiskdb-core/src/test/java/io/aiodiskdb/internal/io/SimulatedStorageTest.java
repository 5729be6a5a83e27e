package io.aiodiskdb.internal.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.aiodiskdb.internal.io.StorageCall.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract in memory, and the misfortunes that need no power cut; {@link SimulatedPowerCutTest} has the others. */
@Timeout(60)
class SimulatedStorageTest extends StorageContract {

    /** Bytes of a sector, few, so that short texts tear. */
    static final int SECTOR = 4;

    /** So many that whatever is possible happens for some. */
    static final int SEEDS = 400;

    private SimulatedStorage simulated;

    @Override
    Storage newStorage() {
        simulated = new SimulatedStorage(1, SECTOR);
        return simulated;
    }

    @Override
    void placeIrregular(String name) {
        simulated.placeIrregular(name);
    }

    @Override
    byte[] quarantined(String copy) {
        return simulated.quarantined().get(copy);
    }

    // ---------------------------------------------------------------- rates and a full disk

    @Test
    void failsForcesAtARate() throws IOException {
        simulated.failedForceRate(0.5);
        StorageFile file = simulated.create("a");
        Set<Boolean> files = new HashSet<>();
        Set<Boolean> directories = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            files.add(succeeds(file::force));
            directories.add(succeeds(simulated::forceDirectory));
        }
        assertThat(files).containsExactlyInAnyOrder(true, false);
        assertThat(directories).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void transfersLessThanAskedAtARate() throws IOException {
        simulated.shortTransferRate(0.5);
        Set<Integer> written = new TreeSet<>();
        Set<Integer> read = new TreeSet<>();
        StorageFile file = simulated.create("a");
        for (int i = 0; i < SEEDS; i++) {
            written.add(file.write(bytes("01234"), 0));
            read.add(file.read(ByteBuffer.allocate(5), 0));
        }
        assertThat(written).containsExactly(1, 2, 3, 4, 5);
        assertThat(read).containsExactly(1, 2, 3, 4, 5);
        file.writeFully(bytes("0123456789".repeat(20)), 0);
        assertThat(contents(file)).isEqualTo("0123456789".repeat(20));
    }

    @Test
    void transfersNoMoreThanTheFaultInjectorAllows() throws IOException {
        StorageFile file = simulated.create("a");
        simulated.faults(call -> call.kind() == Kind.WRITE ? 3 : FaultInjector.ALL);
        assertThat(file.write(bytes("0123456789"), 0)).isEqualTo(3);
        simulated.faults(call -> 0);
        assertThat(file.write(bytes("0123456789"), 0)).isZero();
        assertThatIOException()
                .isThrownBy(() -> file.writeFully(bytes("0123456789"), 0))
                .withMessageContaining("nothing written at 0");
    }

    @Test
    void writesUntilTheDiskIsFullAndGoesOnWhenRoomReturns() throws IOException {
        simulated.capacity(12);
        simulated.place("other", new byte[5]);
        StorageFile file = simulated.create("a");
        assertThat(simulated.usableSpace()).isEqualTo(7);
        ByteBuffer source = bytes("0123456789");
        assertThat(file.write(source, 0)).isEqualTo(7);
        assertThat(simulated.usableSpace()).isZero();
        assertThatIOException().isThrownBy(() -> file.write(source, 7)).withMessage(SimulatedStorage.NO_SPACE);
        file.writeFully(bytes("abc"), 0);

        simulated.delete("other");
        file.writeFully(source, 7);
        assertThat(contents(file)).isEqualTo("abc3456789");
        simulated.capacity(4);
        assertThat(simulated.usableSpace()).isZero();
    }

    @Test
    void givesRoomBackOnlyWhenADeletedFileIsClosed() throws IOException {
        simulated.capacity(10);
        StorageFile file = simulated.create("a");
        file.writeFully(bytes("0123456789"), 0);
        simulated.delete("a");
        assertThat(simulated.usableSpace()).isZero();
        file.close();
        assertThat(simulated.usableSpace()).isEqualTo(10);
    }

    @Test
    void countsQuarantinedCopiesAsUsed() throws IOException {
        simulated.capacity(10);
        StorageFile file = simulated.create("a");
        file.writeFully(bytes("0123456"), 0);
        simulated.quarantine("copy", file, 4, 2);
        assertThat(simulated.usableSpace()).isEqualTo(1);
        assertThatIOException()
                .isThrownBy(() -> simulated.quarantine("copy", file, 0, 7))
                .withMessage(SimulatedStorage.NO_SPACE);
    }

    @Test
    void runsOutOfSpaceAtARate() throws IOException {
        simulated.outOfSpaceRate(0.5);
        Set<Boolean> creations = new HashSet<>();
        Set<Boolean> writes = new HashSet<>();
        simulated.place("a", new byte[0]);
        StorageFile file = simulated.openForWriting("a");
        for (int i = 0; i < 100; i++) {
            String name = "b" + i;
            creations.add(succeeds(() -> simulated.create(name).close()));
            writes.add(succeeds(() -> file.write(bytes("x"), 0)));
        }
        assertThat(creations).containsExactlyInAnyOrder(true, false);
        assertThat(writes).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void runsOutOfSpaceInCallsThatSeemToNeedNone() throws IOException {
        for (Kind kind : List.of(Kind.DELETE, Kind.RENAME, Kind.TRUNCATE)) {
            Set<String> outcomes = new TreeSet<>();
            for (int seed = 0; seed < SEEDS; seed++) {
                SimulatedStorage storage = new SimulatedStorage(seed, SECTOR);
                storage.place("a", bytes("0123").array());
                StorageFile file = storage.openForWriting("a");
                storage.outOfSpaceRate(0.5);
                boolean done = succeeds(() -> changeWithoutWriting(storage, file, kind));
                outcomes.add(done + " " + storage.restart().list() + " " + contentsOrNothing(storage));
            }
            assertThat(outcomes).as(kind.name()).hasSize(2).contains("false [a] 0123");
        }
    }

    private static void changeWithoutWriting(SimulatedStorage storage, StorageFile file, Kind kind) throws IOException {
        switch (kind) {
            case DELETE -> storage.delete("a");
            case RENAME -> storage.rename("a", "b");
            default -> file.truncate(1);
        }
    }

    private static String contentsOrNothing(SimulatedStorage storage) {
        try {
            return new String(storage.contents("a"), US_ASCII);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    @Test
    void failsForcesForWantOfSpaceToo() throws IOException {
        simulated.failedForceRate(1);
        StorageFile file = simulated.create("a");
        Set<String> reasons = new TreeSet<>();
        for (int i = 0; i < 100; i++) {
            assertThatIOException()
                    .isThrownBy(file::force)
                    .satisfies(e -> reasons.add(e.getCause().getMessage()));
        }
        assertThat(reasons).containsExactly("Input/output error", SimulatedStorage.NO_SPACE);
    }

    @Test
    void failsReadsAndWritesOnceOrFromThenOnAndHeals() throws IOException {
        simulated.place("a", bytes("0123").array());
        StorageFile file = simulated.openForWriting("a");
        for (Kind kind : List.of(Kind.READ, Kind.WRITE, Kind.LENGTH)) {
            simulated.faults(FaultInjector.failOnce(1, StorageCall.ofKind(kind)));
            assertThat(succeeds(() -> call(kind, file, file))).isFalse();
            assertThat(succeeds(() -> call(kind, file, file))).isTrue();
            simulated.faults(FaultInjector.failFrom(1, StorageCall.ofKind(kind)));
            assertThat(succeeds(() -> call(kind, file, file))).isFalse();
            assertThat(succeeds(() -> call(kind, file, file))).isFalse();
            simulated.faults(FaultInjector.none());
            assertThat(succeeds(() -> call(kind, file, file))).isTrue();
        }
    }

    @Test
    void mayHaveWrittenAPartWhenAWriteFails() throws IOException {
        Set<String> left = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedStorage storage = new SimulatedStorage(seed, SECTOR);
            storage.faults(FaultInjector.failOnce(1, StorageCall.ofKind(Kind.WRITE)));
            StorageFile file = storage.create("a");
            ByteBuffer source = bytes("012");
            assertThatIOException().isThrownBy(() -> file.write(source, 0));
            left.add(contents(file));
        }
        assertThat(left).containsExactly("", "0", "01", "012");
    }

    // ---------------------------------------------------------------- faults

    @Test
    void failsAnyKindOfCall() throws IOException {
        simulated.place("a", bytes("0123").array());
        simulated.place("b", new byte[0]);
        StorageFile file = simulated.openForWriting("a");
        StorageFile other = simulated.openForReading("b");
        for (Kind kind : Kind.values()) {
            simulated.faults(FaultInjector.failFrom(1, StorageCall.ofKind(kind)));
            assertThatIOException()
                    .as(kind.name())
                    .isThrownBy(() -> call(kind, file, other))
                    .matches(e -> (e instanceof ForceFailedException ? e.getCause() : e)
                            .getMessage()
                            .startsWith("injected"));
        }
        simulated.faults(FaultInjector.none());
        assertThat(simulated.list()).containsExactlyInAnyOrder("a", "b");
    }

    private void call(Kind kind, StorageFile file, StorageFile other) throws IOException {
        switch (kind) {
            case LIST -> simulated.list();
            case OPEN_FOR_READING -> simulated.openForReading("a");
            case OPEN_FOR_WRITING -> simulated.openForWriting("a");
            case CREATE -> simulated.create("new");
            case DELETE -> simulated.delete("a");
            case RENAME -> simulated.rename("a", "b");
            case FORCE_DIRECTORY -> simulated.forceDirectory();
            case QUARANTINE -> simulated.quarantine("a", file, 0, 1);
            case USABLE_SPACE -> simulated.usableSpace();
            case READ -> file.read(ByteBuffer.allocate(1), 0);
            case WRITE -> file.write(ByteBuffer.allocate(1), 0);
            case TRUNCATE -> file.truncate(0);
            case LENGTH -> file.length();
            case FORCE -> file.force();
            case CLOSE -> other.close();
        }
    }

    @Test
    void failsOneCallOrAllFromOneOn() throws IOException {
        StorageFile file = simulated.create("a.journal");
        StorageFile other = simulated.create("a.dat");
        simulated.faults(
                FaultInjector.failOnce(2, StorageCall.ofKind(Kind.WRITE).and(StorageCall.onFile(".journal"))));
        assertThat(outcomes(other, 3)).containsExactly(true, true, true);
        assertThat(outcomes(file, 4)).containsExactly(true, false, true, true);

        simulated.faults(FaultInjector.failFrom(2, StorageCall.onFile("a.journal")));
        assertThat(outcomes(other, 3)).containsExactly(true, true, true);
        assertThat(outcomes(file, 4)).containsExactly(true, false, false, false);
    }

    @Test
    void picksARenameByEitherName() throws IOException {
        simulated.place("a", new byte[0]);
        simulated.faults(FaultInjector.failOnce(1, StorageCall.onFile("b")));
        assertThatIOException().isThrownBy(() -> simulated.rename("a", "b"));
        simulated.faults(FaultInjector.failOnce(1, StorageCall.onFile("a")));
        assertThatIOException().isThrownBy(() -> simulated.rename("a", "b"));
        simulated.rename("a", "b");
        assertThat(simulated.list()).containsExactly("b");
    }

    @Test
    void holdsOneCallBackWhileOthersGoOn() throws Exception {
        simulated.place("a", bytes("0123").array());
        StorageFile file = simulated.openForWriting("a");
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        simulated.faults(call -> {
            if (call.kind() == Kind.FORCE) {
                reached.countDown();
                await(gate);
            }
            return FaultInjector.ALL;
        });
        CompletableFuture<Boolean> force = CompletableFuture.supplyAsync(() -> succeeds(file::force));
        await(reached);
        assertThat(contents("a")).isEqualTo("0123");
        assertThat(force).isNotDone();
        gate.countDown();
        assertThat(force.get(30, TimeUnit.SECONDS)).isTrue();
    }

    // ---------------------------------------------------------------- what tests ask

    @Test
    void knowsItsOpenFiles() throws IOException {
        StorageFile a = simulated.create("a");
        StorageFile again = simulated.openForReading("a");
        assertThat(simulated.openFiles()).containsExactly("a", "a");
        a.close();
        a.close();
        assertThat(simulated.openFiles()).containsExactly("a");
        simulated.faults(FaultInjector.failFrom(1, StorageCall.ofKind(Kind.CLOSE)));
        assertThatIOException().isThrownBy(again::close);
        assertThat(simulated.openFiles()).isEmpty();
    }

    @Test
    void tracesCallsFailuresAndSurvivors() throws IOException {
        simulated.place("b", new byte[0]);
        simulated.tracing(true).capacity(4);
        StorageFile file = simulated.create("a");
        assertThat(file.write(bytes("0123456789"), 0)).isEqualTo(4);
        assertThatIOException().isThrownBy(() -> file.write(bytes("456789"), 4));
        assertThat(file.read(ByteBuffer.allocate(3), 1)).isEqualTo(3);
        file.truncate(2);
        simulated.faults(FaultInjector.failOnce(1, StorageCall.ofKind(Kind.RENAME)));
        assertThatIOException().isThrownBy(() -> simulated.rename("b", "c"));
        simulated.cutPowerAtStep(6);
        assertThatExceptionOfType(PowerCutException.class).isThrownBy(file::force);
        assertThat(simulated.trace())
                .containsExactly(
                        "1 (step 1) CREATE a",
                        "2 (step 2) WRITE a at 0 + 10",
                        "3 (step 3) WRITE a at 4 + 6",
                        "    fails: No space left on device",
                        "4 READ a at 1 + 3",
                        "5 (step 4) TRUNCATE a to 2",
                        "6 (step 5) RENAME b to c",
                        "    fails: injected failure of call 6 (step 5) RENAME b to c",
                        "7 (step 6) FORCE a",
                        "    power cut");
        assertThat(simulated.powerCut().trace()).anyMatch(line -> line.startsWith("survived: a: entry "));
    }

    @Test
    void countsCallsAndStepsApart() throws IOException {
        simulated.create("a").close();
        simulated.list();
        simulated.forceDirectory();
        simulated.contents("a");
        assertThat(simulated.calls()).isEqualTo(4);
        assertThat(simulated.steps()).isEqualTo(2);
    }

    @Test
    void placesFilesUnderThoseWhoHaveThemOpen() throws IOException {
        simulated.place("a", bytes("good").array());
        StorageFile file = simulated.openForReading("a");
        simulated.place("a", bytes("rotten").array());
        assertThat(contents(file)).isEqualTo("rotten");
        SimulatedStorage next = simulated.powerCut();
        assertThat(next.contents("a")).asString(US_ASCII).isEqualTo("rotten");
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> next.contents("b"));
    }

    // ---------------------------------------------------------------- means

    interface Call {
        void run() throws IOException;
    }

    private static List<Boolean> outcomes(StorageFile file, int writes) {
        List<Boolean> outcomes = new ArrayList<>();
        for (int i = 0; i < writes; i++) {
            outcomes.add(succeeds(() -> file.write(bytes("x"), 0)));
        }
        return outcomes;
    }

    /** {@return whether a call does not fail} */
    static boolean succeeds(Call call) {
        try {
            call.run();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
