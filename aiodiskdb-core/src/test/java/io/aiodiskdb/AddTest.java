package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.error.EmptyItemException;
import io.aiodiskdb.error.ItemTooLargeException;
import io.aiodiskdb.event.Written;
import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AddTest extends DatabaseTest {

    private static final byte[] ITEM = item(60, 1);

    /** Buffers of all kinds whose remaining bytes are {@link #ITEM}. */
    private static Stream<ByteBuffer> buffers() {
        byte[] padded = join(item(7, 2), ITEM, item(9, 3));
        return Stream.of(
                ByteBuffer.wrap(ITEM.clone()),
                ByteBuffer.wrap(padded, 7, ITEM.length),
                ByteBuffer.wrap(padded, 7, ITEM.length).slice(),
                ByteBuffer.wrap(padded, 7, ITEM.length).slice().asReadOnlyBuffer(),
                ByteBuffer.wrap(ITEM.clone()).asReadOnlyBuffer(),
                ByteBuffer.allocateDirect(ITEM.length).put(ITEM).flip(),
                ByteBuffer.allocateDirect(padded.length).put(padded).position(7).limit(7 + ITEM.length),
                ByteBuffer.allocateDirect(padded.length)
                        .put(padded)
                        .position(7)
                        .limit(7 + ITEM.length)
                        .slice(),
                ByteBuffer.allocateDirect(padded.length)
                        .put(padded)
                        .position(7)
                        .limit(7 + ITEM.length)
                        .asReadOnlyBuffer());
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void takesTheRemainingBytesOfAnyBufferAndLeavesItAsItWas(ByteBuffer buffer) {
        start();
        int position = buffer.position();
        int limit = buffer.limit();

        List<ItemLocation> added = List.of(
                get(db.add(buffer)),
                get(db.addDurably(buffer)),
                db.blocking().add(buffer),
                db.blocking().addDurably(buffer));

        assertThat(buffer.position()).isEqualTo(position);
        assertThat(buffer.limit()).isEqualTo(limit);
        assertThat(added).containsExactly(at(0, 0, 60), at(0, 60, 60), at(0, 120, 60), at(0, 180, 60));
        for (ItemLocation location : added) {
            assertStored(location, ITEM);
        }
    }

    @Test
    void letsTheCallerUseTheArrayAgainAtOnce() {
        start();
        byte[] array = new byte[50];
        ByteBuffer direct = ByteBuffer.allocateDirect(50);
        List<CompletableFuture<ItemLocation>> added = new ArrayList<>();
        for (int seed = 0; seed < 8; seed++) { // more than fits a buffer: some may have to wait
            System.arraycopy(item(50, seed), 0, array, 0, 50);
            added.add(db.add(array));
            direct.clear().put(item(50, seed + 100)).flip();
            added.add(db.add(direct));
        }
        Arrays.fill(array, (byte) 0);
        direct.clear().put(new byte[50]);

        for (int seed = 0; seed < 8; seed++) {
            assertStored(get(added.get(2 * seed)), item(50, seed));
            assertStored(get(added.get(2 * seed + 1)), item(50, seed + 100));
        }
    }

    @Test
    void completesAtOnceWhenThereIsRoom() {
        start();
        db.blocking().add(item(1, 2)); // waits until there are buffers

        CompletableFuture<ItemLocation> added = db.add(ITEM);

        assertThat(added).isCompletedWithValue(at(0, 1, 60));
        assertStored(added.join(), ITEM);
    }

    @Test
    void takesPositionsInTheOrderOfTheCalls() {
        start();
        List<ItemLocation> added = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            List<CompletableFuture<ItemLocation>> burst = new ArrayList<>();
            for (int seed = 10 * round; seed < 10 * round + 10; seed++) {
                burst.add(db.add(item(70, seed)));
            }
            burst.forEach(each -> added.add(get(each)));
        }

        assertThat(added).hasSize(200).isSorted().doesNotHaveDuplicates();
        for (int seed = 0; seed < 200; seed++) {
            assertStored(added.get(seed), item(70, seed));
        }
    }

    @Test
    void refusesAnEmptyItem() {
        start();

        failure(EmptyItemException.class, db.add(new byte[0]));
        failure(EmptyItemException.class, db.add(ByteBuffer.allocate(9).limit(3).position(3)));
        failure(EmptyItemException.class, db.addDurably(new byte[0]));
        assertThatExceptionOfType(EmptyItemException.class)
                .isThrownBy(() -> db.blocking().add(new byte[0]));
        assertThat(db.stats().itemsAdded()).isZero();
    }

    @Test
    void takesAnItemOfTheSizeOfABufferAndNoLarger() {
        start();

        ItemLocation largest = get(db.add(item(BUFFER, 1)));
        ItemTooLargeException refused = failure(ItemTooLargeException.class, db.add(new byte[BUFFER + 1]));
        failure(ItemTooLargeException.class, db.add(ByteBuffer.allocateDirect(BUFFER + 1)));
        failure(ItemTooLargeException.class, db.addDurably(new byte[BUFFER + 1]));
        assertThatExceptionOfType(ItemTooLargeException.class)
                .isThrownBy(() -> db.blocking().add(new byte[BUFFER + 1]));

        assertThat(refused).hasMessageContaining("401").hasMessageContaining("400");
        assertStored(largest, item(BUFFER, 1));
        assertThat(get(db.add(item(1, 2)))).isEqualTo(at(0, BUFFER, 1));
    }

    @Test
    void survivesACrashWhenItIsDurable() {
        start();
        ItemLocation before = db.blocking().add(item(30, 1));
        ItemLocation durable = db.blocking().addDurably(item(30, 2));

        reopenAfterCrash();

        assertStored(before, item(30, 1));
        assertStored(durable, item(30, 2));
        assertThat(db.blocking().add(item(30, 3))).isEqualTo(at(0, 60, 30));
    }

    @Test
    void makesADurableAddWaitForItsOwnFlushOnly() {
        start();
        CompletableFuture<Void> persisted = db.persisted(get(db.add(ITEM)));
        assertThat(persisted).isNotDone();

        get(db.addDurably(ITEM));

        get(persisted);
    }

    @Test
    void flushesWhenABufferHasItsItems() {
        RecordedEvents events = new RecordedEvents();
        start(settings().maxBufferItems(3));
        db.addListener(events);
        for (int seed = 0; seed < 3; seed++) {
            db.blocking().add(item(10, seed));
        }

        Written written = events.first(Written.class);

        assertThat(written.items()).isEqualTo(3);
        assertThat(written.covers(at(0, 0, 30))).isTrue();
    }

    @Test
    void flushesWhenABufferIsFull() {
        RecordedEvents events = new RecordedEvents();
        start();
        db.addListener(events);
        db.blocking().add(item(150, 1));
        db.blocking().add(item(250, 2));

        assertThat(events.first(Written.class).covers(at(0, 0, 400))).isTrue();
    }

    @Test
    void flushesWhenTheIntervalIsOver() {
        RecordedEvents events = new RecordedEvents();
        start(settings().flushInterval(Duration.ofMillis(1)));
        db.addListener(events);
        for (int round = 0; round < 3; round++) {
            ItemLocation added = db.blocking().add(item(10, round));

            assertThat(events.first(Written.class).covers(added)).isTrue();
        }
    }

    @Test
    void flushesNothingWhenNothingIsBuffered() {
        RecordedEvents events = new RecordedEvents();
        start();
        db.addListener(events);
        java.util.Map<String, String> before = snapshot(directory());

        db.blocking().flush();
        db.blocking().flush();

        assertThat(snapshot(directory())).isEqualTo(before);
        assertThat(db.stats().flushes()).isZero();
        db.blocking().addDurably(ITEM);
        assertThat(events.first(Written.class).items()).isEqualTo(1);
        assertThat(db.stats().flushes()).isEqualTo(1);
    }

    @Test
    void makesWhatWasAddedBeforeAFlushDurable() {
        start();
        List<ItemLocation> added = new ArrayList<>();
        for (int seed = 0; seed < 30; seed++) {
            added.add(db.blocking().add(item(99, seed)));
        }
        db.blocking().flush();

        reopenAfterCrash();

        for (int seed = 0; seed < 30; seed++) {
            assertStored(added.get(seed), item(99, seed));
        }
    }
}
