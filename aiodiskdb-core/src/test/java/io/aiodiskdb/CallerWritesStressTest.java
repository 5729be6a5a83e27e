package io.aiodiskdb;

import static io.aiodiskdb.ProtocolMutant.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.internal.engine.NioPlatform;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Few threads that wait for durability one item at a time, so that they write ahead by themselves, among adds, flushes,
 * transactions and prunings, until somebody stops the database or cuts the power in the middle.
 */
@Timeout(180)
class CallerWritesStressTest {

    private static final long ENOUGH_NANOS = 1_500_000_000;
    private static final int LEAST_ROUNDS = 4;
    private static final long PATIENCE_SECONDS = 30;
    private static final int CASES = 60;

    @TempDir
    private Path home;

    @Test
    void nobodyWritesBesideACallerUntilAStopOnTheRealDisk() throws InterruptedException {
        long seed = TestSeed.of("CallerWritesStressTest.realDisk");
        long end = System.nanoTime() + ENOUGH_NANOS;
        int written = 0;
        int rounds = 0;
        for (; rounds < LEAST_ROUNDS || System.nanoTime() - end < 0; rounds++) {
            SplittableRandom random = new SplittableRandom(seed + rounds);
            AioDiskDbBuilder settings = DurableLoad.settings(home.resolve("db" + rounds), random);
            OneWriterPlatform watched = new OneWriterPlatform(new NioPlatform(), false);
            DurableLoad load = new DurableLoad(random, PATIENCE_SECONDS).interrupting();
            if (rounds % 2 == 0) {
                load.alone();
            }
            AioDiskDb db = new DefaultAioDiskDb(settings.config(), false, watched.platform());

            load.runUntil(db, ending -> {
                watched.awaitCaller();
                ending.blocking().stop();
            });

            assertThat(watched.overlaps()).as("seed %s", seed + rounds).isEmpty();
            written += watched.changesOfCallers();
            try (AioDiskDb reopened = settings.build()) {
                load.check(reopened, true);
            }
        }
        System.out.println("CallerWritesStressTest.realDisk: " + rounds + " rounds, " + written + " calls of callers");
        assertThat(written).as("changes of the disk by callers").isPositive();
    }

    @Test
    void nothingIsLostByStopsAndPowerCutsUnderLoad() {
        long seed = TestSeed.of("CallerWritesStressTest.simulatedDisk");
        long end = System.nanoTime() + ENOUGH_NANOS;
        CallerWritesJudge judge = new CallerWritesJudge();
        int rounds = 0;
        for (; rounds < LEAST_ROUNDS || System.nanoTime() - end < 0; rounds++) {
            assertThat(judge.apply(seed + rounds)).as("seed %s", seed + rounds).isNull();
        }
        System.out.println("CallerWritesStressTest.simulatedDisk: " + rounds + " rounds, " + judge.changesOfCallers()
                + " calls of callers");
        assertThat(judge.changesOfCallers())
                .as("changes of the disk by callers")
                .isPositive();
    }

    private static Stream<ProtocolMutant> mutants() {
        return Stream.of(
                        named("a caller writes though somebody is at work", "")
                                .engine(
                                        "Committer",
                                        "if (closed != null || scheduled.get() || scheduled.getAndSet(true)) {",
                                        "if (closed != null) {"),
                        named("a caller lets go of the turn before he has written", "")
                                .engine(
                                        "Committer",
                                        "                writeAhead();\n            }\n        } finally {",
                                        "                scheduled.set(false);\n                writeAhead();\n            }\n        } finally {"),
                        named("a caller does not look what has come while he wrote", "")
                                .engine("Committer", "        if (!suits || hasWork()) {\n", "        if (!suits) {\n"),
                        named("a stop does not wait for the caller who writes", "")
                                .engine(
                                        "Lifecycle",
                                        "        running.committer().execute(() -> stop(running, deadline));",
                                        "        running.threads().committer().execute(() -> stop(running, deadline));"))
                .map(mutant -> mutant.noticedBy(MutantJudge.CALLER_WRITES, CASES));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void eachMutantIsNoticed(ProtocolMutant mutant) throws Exception {
        MutantHunt.Result result = new MutantHunt().hunt(mutant);

        System.out.println(result);
        assertThat(result.isCaught())
                .as("\"%s\" is noticed within %d cases", mutant, mutant.cases())
                .isTrue();
    }
}
