package io.aiodiskdb.benchmarks.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ArtemisContenderTest {

    @TempDir
    private Path directory;

    private static byte[] item(int size, int content) {
        byte[] item = new byte[size];
        Arrays.fill(item, (byte) content);
        return item;
    }

    @Test
    void theFilesAreThereBeforeSomethingIsAppended() throws Exception {
        long bytes = 100L << 20;
        for (Durability durability : new Durability[] {Durability.UNSYNCED, Durability.DURABLE}) {
            Path journal = Files.createDirectories(directory.resolve(durability.label()));
            new ArtemisContender().open(journal, Setup.of(durability, bytes)).close();
            try (Stream<Path> files = Files.list(journal)) {
                assertThat(files).hasSizeGreaterThanOrEqualTo(ArtemisContender.filesFor(bytes));
            }
        }
        assertThat(ArtemisContender.filesFor(bytes)).isEqualTo(13);
        assertThat(ArtemisContender.filesFor(0)).isEqualTo(2);
    }

    @Test
    void theJournalHoldsWhatWasAppendedAndCommitted() throws Exception {
        Setup setup = new Setup(Durability.DURABLE, 1 << 20, 1, 512 << 10);
        try (Store store = new ArtemisContender().open(directory, setup);
                Store.Writer writer = store.writer()) {
            byte[] reused = item(512 << 10, 1);
            writer.append(reused);
            Arrays.fill(reused, (byte) 99); // the caller may use its array again
            writer.appendDurably(item(100, 2));
            writer.commit(List.of(item(100, 3), item(100, 4)));
        }
        assertThat(ArtemisContender.load(directory, setup))
                .containsExactly(item(512 << 10, 1), item(100, 2), item(100, 3), item(100, 4));
    }
}
