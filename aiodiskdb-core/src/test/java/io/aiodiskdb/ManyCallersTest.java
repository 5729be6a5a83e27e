package io.aiodiskdb;

import io.aiodiskdb.model.SyncMode;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many callers at once, of a store with small files and buffers. */
@Timeout(300)
abstract class ManyCallersTest {

    static final int MAX_FILE_SIZE = 20_000;
    static final int MAX_BUFFER_SIZE = 2_000;

    @TempDir
    Path directory;

    long seed;

    @BeforeEach
    void seed(TestInfo test) {
        seed = TestSeed.of(getClass().getSimpleName() + "."
                + test.getTestMethod().orElseThrow().getName());
    }

    AioDiskDbBuilder small(SyncMode sync) {
        return AioDiskDb.builder(directory.resolve("db"))
                .maxFileSize(MAX_FILE_SIZE)
                .maxBufferSize(MAX_BUFFER_SIZE)
                .maxBufferItems(20)
                .maxOpenFiles(4)
                .concurrency(4)
                .overwrite(true)
                .sync(sync);
    }

    SplittableRandom random(int number) {
        return new SplittableRandom(seed + number);
    }

    static int size(SplittableRandom random) {
        return random.nextInt(20) == 0 ? MAX_BUFFER_SIZE - random.nextInt(2) : MarkedItem.MARK + random.nextInt(200);
    }
}
