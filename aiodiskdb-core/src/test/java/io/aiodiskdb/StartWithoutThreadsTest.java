package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.event.DbEvent;
import io.aiodiskdb.event.Started;
import io.aiodiskdb.internal.engine.EngineThreads;
import io.aiodiskdb.internal.engine.ForwardingThreads;
import io.aiodiskdb.internal.engine.InlinePlatform;
import io.aiodiskdb.internal.engine.Timer;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.ItemLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operating system has no further thread for a database that is being started. */
class StartWithoutThreadsTest {

    private static final byte[] ITEM = TestSeed.bytes(1, 10);

    private final SimulatedStorage disk = new SimulatedStorage(1);

    /** Which request for a thread, counted from 1, is refused; 0: none. */
    private int refused;

    private int requests;
    private boolean listenersAreRefused;

    private final AioDiskDb db = new DefaultAioDiskDb(
            AioDiskDb.builder(Path.of("simulated")).maxBufferSize(1024).config(),
            false,
            new InlinePlatform(disk, 1, ScarceThreads::new));

    private final class ScarceThreads extends ForwardingThreads {

        ScarceThreads(EngineThreads threads) {
            super(threads);
        }

        private void request() {
            requests++;
            if (requests == refused) {
                throw new OutOfMemoryError("unable to create native thread");
            }
        }

        @Override
        public Executor readers() {
            return task -> {
                request();
                super.readers().execute(task);
            };
        }

        @Override
        public Executor events() {
            return task -> {
                if (listenersAreRefused) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                super.events().execute(task);
            };
        }

        @Override
        public Timer timer() {
            return (task, delayNanos) -> {
                request();
                return super.timer().schedule(task, delayNanos);
            };
        }
    }

    @Test
    void aStartAsksForThreeThreads() {
        db.start().join();

        assertThat(requests).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void startThatFindsNoThreadReleasesEverythingAndAnotherOneSucceeds(int number) {
        refused = number;

        assertThat(db.start())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(StorageFailedException.class);
        assertThat(db.state()).isEqualTo(DbState.STOPPED);
        assertThat(disk.openFiles()).isEmpty();
        CompletableFuture<ItemLocation> add = db.add(ITEM);
        assertThat(add)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(NotRunningException.class);
        assertThat(db.stop()).isCompleted();

        db.start().join();
        ItemLocation location = db.add(ITEM).join();
        db.stop().join();
        assertThat(disk.openFiles()).isEmpty();
        db.start().join();
        assertThat(db.read(location).join()).hasValue(ITEM);
    }

    @Test
    void listenersWithoutAThreadAreToldWithTheNextEvent() {
        List<DbEvent> told = new ArrayList<>();
        db.addListener(told::add);
        listenersAreRefused = true;
        db.start().join();
        assertThat(db.state()).isEqualTo(DbState.RUNNING);
        assertThat(told).isEmpty();

        listenersAreRefused = false;
        db.add(ITEM).join();
        db.flush().join();
        assertThat(told).hasSizeGreaterThan(1).first().isInstanceOf(Started.class);
    }
}
