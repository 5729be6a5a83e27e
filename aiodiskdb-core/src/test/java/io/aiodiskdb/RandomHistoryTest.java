package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.model.SyncMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories against a model, with limits so small that files rotate, buffers fill and pruning bites all the time.
 *
 * <p>A history that fails names its seed; {@code -Daiodiskdb.history=<seed>} (and {@code -Daiodiskdb.history.sync=FLUSH})
 * runs it alone.
 */
class RandomHistoryTest {

    private static final int OPERATIONS = 40;

    private static final int HISTORIES = Integer.getInteger("aiodiskdb.histories", 2_000);

    @TempDir
    private Path directory;

    @Test
    void historiesAgreeWithTheModel() throws IOException {
        run("RandomHistoryTest.historiesAgreeWithTheModel", SyncMode.NEVER, HISTORIES, false);
    }

    @Test
    void forcedHistoriesAgreeWithTheModel() throws IOException {
        run("RandomHistoryTest.forcedHistoriesAgreeWithTheModel", SyncMode.FLUSH, 60, false);
    }

    @Test
    @Tag("long")
    void manyFreshHistoriesAgreeWithTheModel() throws IOException {
        run("RandomHistoryTest.manyFreshHistoriesAgreeWithTheModel", SyncMode.NEVER, 50_000, true);
    }

    @Test
    @Tag("long")
    void manyFreshForcedHistoriesAgreeWithTheModel() throws IOException {
        run("RandomHistoryTest.manyFreshForcedHistoriesAgreeWithTheModel", SyncMode.FLUSH, 3_000, true);
    }

    private void run(String test, SyncMode sync, int histories, boolean fresh) throws IOException {
        String single = System.getProperty("aiodiskdb.history");
        if (single != null) {
            if (sync.name().equals(System.getProperty("aiodiskdb.history.sync", "NEVER"))) {
                history(Long.parseLong(single), sync);
            }
            return;
        }
        long first = fresh ? TestSeed.fresh(test) : TestSeed.of(test);
        for (long seed = first; seed < first + histories; seed++) {
            history(seed, sync);
        }
    }

    private void history(long seed, SyncMode sync) throws IOException {
        Path place = Files.createDirectory(directory.resolve(Long.toString(seed)));
        RandomHistory history = new RandomHistory(seed, place.resolve("db"), sync);
        try {
            history.run(OPERATIONS);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "history with seed " + seed + " and sync " + sync + " (-Daiodiskdb.history=" + seed
                            + " -Daiodiskdb.history.sync=" + sync + " repeats it):\n  "
                            + String.join("\n  ", history.log()) + "\n" + e.getMessage(),
                    e);
        }
        delete(place);
        assertThat(place).doesNotExist();
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
