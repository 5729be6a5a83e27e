package io.aiodiskdb.spring.reactive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.EmptyItemException;
import io.aiodiskdb.error.EmptyTransactionException;
import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class ReactiveAioDiskDbTest {

    private static final byte[] HELLO = "hello".getBytes(UTF_8);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private AioDiskDb database;
    private ReactiveAioDiskDb reactive;

    @BeforeEach
    void open() {
        database =
                AioDiskDb.builder(directory).flushInterval(Duration.ofDays(1)).build();
        database.blocking().start();
        reactive = new ReactiveAioDiskDb(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void readsWhatWasAdded() {
        StepVerifier.create(reactive.add(HELLO).flatMap(reactive::read))
                .assertNext(data -> assertThat(data).isEqualTo(HELLO))
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void readsWhatWasFlushed() {
        StepVerifier.create(reactive.add(HELLO)
                        .flatMap(location -> reactive.flush()
                                .then(reactive.persisted(location))
                                .then(reactive.read(location))))
                .assertNext(data -> assertThat(data).isEqualTo(HELLO))
                .expectComplete()
                .verify(PATIENCE);
        assertThat(database.stats().itemsWritten()).isEqualTo(1);
    }

    @Test
    void addsDurably() {
        assertThat(reactive.addDurably(HELLO).block(PATIENCE)).isEqualTo(new ItemLocation(0, 0, 5));
        assertThat(database.stats().itemsWritten()).isEqualTo(1);
    }

    @Test
    void isEmptyWhereNothingIs() {
        StepVerifier.create(reactive.read(new ItemLocation(0, 0, 10)))
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void doesNothingBeforeASubscriptionAndAllOfItAtEachOne() {
        Mono<ItemLocation> add = reactive.add(HELLO);
        Mono<List<ItemLocation>> commit = reactive.commit(List.of(HELLO, HELLO));
        assertThat(database.stats().itemsAdded()).isZero();

        assertThat(add.block(PATIENCE)).isEqualTo(new ItemLocation(0, 0, 5));
        assertThat(add.block(PATIENCE)).isEqualTo(new ItemLocation(0, 5, 5));
        assertThat(commit.block(PATIENCE)).containsExactly(new ItemLocation(0, 10, 5), new ItemLocation(0, 15, 5));
        assertThat(commit.block(PATIENCE)).containsExactly(new ItemLocation(0, 20, 5), new ItemLocation(0, 25, 5));
    }

    @Test
    void commitsAllItemsOrNone() {
        StepVerifier.create(reactive.commit(List.of(HELLO, new byte[0])))
                .expectError(EmptyItemException.class)
                .verify(PATIENCE);
        StepVerifier.create(reactive.commit(List.of()))
                .expectError(EmptyTransactionException.class)
                .verify(PATIENCE);
        StepVerifier.create(reactive.items()).expectComplete().verify(PATIENCE);
    }

    @Test
    void failsWithTheExceptionsOfTheDatabase() {
        StepVerifier.create(reactive.add(new byte[0]))
                .expectError(EmptyItemException.class)
                .verify(PATIENCE);
        StepVerifier.create(reactive.persisted(new ItemLocation(5, 0, 1)))
                .expectError(IndexNotFoundException.class)
                .verify(PATIENCE);
        database.blocking().stop();
        for (Mono<?> operation :
                List.of(reactive.addDurably(HELLO), reactive.read(new ItemLocation(0, 0, 1)), reactive.flush())) {
            StepVerifier.create(operation)
                    .expectError(NotRunningException.class)
                    .verify(PATIENCE);
        }
        StepVerifier.create(reactive.items())
                .expectError(NotRunningException.class)
                .verify(PATIENCE);
    }

    @Test
    void doesNotTakeBackWhatIsCancelled() {
        AioDiskDb slow = mock(AioDiskDb.class);
        CompletableFuture<ItemLocation> pending = new CompletableFuture<>();
        doReturn(pending).when(slow).add(any(byte[].class));
        Disposable subscription = new ReactiveAioDiskDb(slow).add(HELLO).subscribe();
        subscription.dispose();
        assertThat(pending).isNotDone();
        assertThat(pending.complete(new ItemLocation(0, 0, 5))).isTrue();
    }

    @Test
    void walksThroughTheItemsOffTheSubscribingThread() {
        List<ItemLocation> locations =
                reactive.commit(List.of(HELLO, HELLO, HELLO)).block(PATIENCE);
        StepVerifier.create(reactive.items().map(StoredItem::location))
                .expectNextSequence(locations)
                .expectComplete()
                .verify(PATIENCE);
        StepVerifier.create(reactive.items(locations.get(1)).map(StoredItem::location))
                .expectNextSequence(locations.subList(1, 3))
                .expectComplete()
                .verify(PATIENCE);
        assertThat(reactive.items()
                        .map(item -> Schedulers.isInNonBlockingThread() + " "
                                + Thread.currentThread().getName())
                        .blockFirst(PATIENCE))
                .startsWith("false boundedElastic");
    }

    @Test
    void readsOnlyAsManyItemsAsRequestedAndClosesTheWalkWhenCancelled() throws InterruptedException {
        AioDiskDb endless = mock(AioDiskDb.class);
        AtomicInteger read = new AtomicInteger();
        CountDownLatch closed = new CountDownLatch(1);
        when(endless.items(any()))
                .thenReturn(Stream.generate(() -> new StoredItem(new ItemLocation(0, read.getAndIncrement(), 1), 0))
                        .onClose(closed::countDown));
        StepVerifier.create(new ReactiveAioDiskDb(endless).items(), 0)
                .thenRequest(3)
                .expectNextCount(3)
                .thenCancel()
                .verify(PATIENCE);
        assertThat(closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(read.get()).isLessThanOrEqualTo(4);
    }

    @Test
    void closesTheWalkAtItsEnd() throws InterruptedException {
        AioDiskDb two = mock(AioDiskDb.class);
        CountDownLatch closed = new CountDownLatch(1);
        StoredItem item = new StoredItem(new ItemLocation(0, 0, 1), 0);
        when(two.items(any())).thenAnswer(call -> Stream.of(item, item).onClose(closed::countDown));
        assertThat(new ReactiveAioDiskDb(two).items().count().block(PATIENCE)).isEqualTo(2);
        assertThat(closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
}
