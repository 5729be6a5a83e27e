package io.aiodiskdb.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.DbStats;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StatsSnapshotTest {

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE);
    private final AioDiskDb database = mock();
    private final StatsSnapshot snapshot = new StatsSnapshot(nanoTime::get);

    StatsSnapshotTest() {
        DbStats stats = AioDiskDb.builder(Path.of("any")).build().stats();
        when(database.stats()).thenReturn(stats);
    }

    @Test
    void isSharedByAllMetersOfAScrape() {
        DbStats first = snapshot.of(database);
        nanoTime.addAndGet(StatsSnapshot.MAX_AGE_NANOS - 1); // over the end of the clock's range

        assertThat(snapshot.of(database)).isSameAs(first);
        verify(database, times(1)).stats();
    }

    @Test
    void isTakenAgainForTheNextScrape() {
        DbStats unused = snapshot.of(database);
        nanoTime.addAndGet(StatsSnapshot.MAX_AGE_NANOS);

        DbStats second = snapshot.of(database);

        assertThat(second).isNotNull();
        verify(database, times(2)).stats();
    }
}
