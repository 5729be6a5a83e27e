package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.model.VerificationProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The listing of indices, the progress of a verification, and the room that is left. */
class IndicesTest extends DatabaseTest {

    @Test
    void anEmptyDatabaseHasOneThatIsEmpty() {
        start();

        assertThat(db.indices().join()).containsExactly(new IndexStats(0, 0, 0, 0, 0, null));
    }

    @Test
    void needARunningDatabase() {
        db = settings().build();

        assertThatThrownBy(() -> db.blocking().indices()).isInstanceOf(NotRunningException.class);
        failure(NotRunningException.class, db.indices());
    }

    @Test
    void tellsWhatIsBufferedFromWhatIsSettled() {
        start();
        db.blocking().add(item(100, 1));
        db.blocking().add(item(50, 2));
        List<IndexStats> buffered = db.indices().join();
        db.blocking().flush();
        db.blocking().add(item(10, 3));
        List<IndexStats> both = db.blocking().indices();

        assertThat(buffered).containsExactly(new IndexStats(0, 0, 0, 150, 0, null));
        assertThat(both).containsExactly(new IndexStats(0, 0, 150, 160, 2, null));
        assertThat(both.get(0).bytesOnDisk()).isEqualTo(150);
        assertThat(both.get(0).bytesBuffered()).isEqualTo(10);
    }

    @Test
    void seesABufferOfAnIndexThatHasNoFileYet() {
        start();
        for (int item = 0; item < 3; item++) {
            db.blocking().addDurably(item(300, item));
        }
        db.blocking().add(item(200, 9));

        assertThat(db.indices().join())
                .containsExactly(new IndexStats(0, 0, 900, 900, 3, null), new IndexStats(1, 0, 0, 200, 0, null));
    }

    @Test
    void countsItemsBehindTrimsOnBothSides() {
        start();
        for (int item = 0; item < 9; item++) {
            db.blocking().addDurably(item(100, item));
        }
        db.blocking().ltrim(0, 200);
        db.blocking().rtrim(0, 750); // in the middle of an item
        IndexStats trimmed = db.indices().join().get(0);
        reopen();
        IndexStats reopened = db.indices().join().get(0);
        db.blocking().addDurably(item(60, 1));

        assertThat(trimmed).isEqualTo(new IndexStats(0, 200, 750, 750, 5, null));
        assertThat(reopened).isEqualTo(trimmed);
        assertThat(db.indices().join()).containsExactly(new IndexStats(0, 200, 810, 810, 6, null));
    }

    @Test
    void countsAnItemThatAnLtrimHasCutInTwoNoMore() {
        start();
        db.blocking().addDurably(item(100, 1));
        db.blocking().addDurably(item(100, 2));
        db.blocking().ltrim(0, 50);

        assertThat(db.indices().join()).containsExactly(new IndexStats(0, 50, 200, 200, 1, null));
    }

    @Test
    void leavesOutDroppedOnes() {
        start();
        for (int item = 0; item < 5; item++) {
            db.blocking().addDurably(item(400, item));
        }
        db.blocking().dropIndex(1);

        assertThat(db.indices().join()).extracting(IndexStats::index).containsExactly(0, 2);
        reopen();
        assertThat(db.indices().join()).extracting(IndexStats::index).containsExactly(0, 2);
    }

    @Test
    void agreesWithAWalkOverManyCommits() {
        start();
        for (int item = 0; item < 60; item++) {
            db.blocking().addDurably(item(1 + item, item));
        }

        long walked = db.items().count();
        assertThat(db.indices().join().stream().mapToLong(IndexStats::items).sum())
                .isEqualTo(walked)
                .isEqualTo(60);
    }

    @Test
    void containsTellsWhatCanBeRead() {
        IndexStats index = new IndexStats(3, 10, 20, 30, 1, null);

        assertThat(index.contains(at(3, 10, 20))).isTrue();
        assertThat(index.contains(at(3, 9, 2))).isFalse();
        assertThat(index.contains(at(3, 29, 2))).isFalse();
        assertThat(index.contains(at(2, 10, 1))).isFalse();
    }

    @Test
    void namesADataFileThatHasVanished() throws IOException {
        start();
        for (int item = 0; item < 5; item++) {
            db.blocking().addDurably(item(400, item));
        }
        db.blocking().stop();
        Files.delete(directory().resolve("data00000.dat"));
        start();

        List<IndexStats> found = db.indices().join();
        assertThat(found).hasSize(3);
        assertThat(found.get(0).damage()).contains("the data file is missing");
        assertThat(found.get(0).items()).isEqualTo(IndexStats.UNKNOWN_ITEMS);
        assertThat(found.get(1)).isEqualTo(new IndexStats(1, 0, 800, 800, 2, null));
    }

    @Test
    void doesNotKnowTheItemsThatPythonWrote() throws IOException {
        Path data = Files.createDirectories(directory()).resolve("data00000.dat");
        byte[] file = new byte[HEADER + 7];
        byte[] genesis = {0x0d, (byte) 0xce, (byte) 0x8f, 0x37};
        System.arraycopy(genesis, 0, file, 0, 4);
        Files.write(data, file);
        start();

        assertThat(db.indices().join()).containsExactly(new IndexStats(0, 0, 7, 7, IndexStats.UNKNOWN_ITEMS, null));
    }

    // ---- progress

    @Test
    void aVerificationTellsHowFarItIs() {
        start();
        for (int item = 0; item < 5; item++) {
            db.blocking().addDurably(item(400, item));
        }
        List<VerificationProgress> told = new ArrayList<>();
        db.blocking().verify(told::add);

        assertThat(told).extracting(VerificationProgress::index).isSorted().contains(0, 1, 2);
        assertThat(told).extracting(VerificationProgress::bytesDone).isSorted();
        assertThat(told).allSatisfy(now -> assertThat(now.bytesDone()).isBetween(0L, now.bytesTotal()));
        assertThat(told.get(told.size() - 1)).isEqualTo(new VerificationProgress(2, 2000, 2000));
    }

    @Test
    void aVerificationOutlivesAListenerThatThrows() {
        start();
        db.blocking().addDurably(item(400, 1));
        List<VerificationProgress> told = new ArrayList<>();
        var report = db.verify(now -> {
                    told.add(now);
                    throw new IllegalStateException("thrown on purpose");
                })
                .join();

        assertThat(report.isIntact()).isTrue();
        assertThat(report.items()).isEqualTo(1);
        assertThat(told).hasSize(1);
    }

    // ---- capacity

    @Test
    void theCapacityLeftShrinksWithWhatIsAdded() {
        start(settings().maxFiles(3));
        long before = db.stats().capacityLeft();
        db.blocking().add(item(300, 1));
        long buffered = db.stats().capacityLeft();
        for (int item = 0; item < 3; item++) {
            db.blocking().add(item(300, item));
        }
        long nextFile = db.stats().capacityLeft();
        db.blocking().stop();

        assertThat(before).isEqualTo(3 * FILE);
        assertThat(buffered).isEqualTo(3 * FILE - 300);
        assertThat(nextFile).as("the rest of the first file is lost").isEqualTo(2 * FILE - 300);
        assertThat(db.stats().capacityLeft()).isZero();
    }
}
