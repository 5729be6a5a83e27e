package io.aiodiskdb.sample.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.event.Trimmed;
import io.aiodiskdb.event.Written;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.spring.event.AioDiskDbEvent;
import io.aiodiskdb.spring.event.AioDiskDbTrimmedEvent;
import io.aiodiskdb.spring.event.AioDiskDbWrittenEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PersistenceWatchTest {

    private final AioDiskDb source = AioDiskDb.builder(Path.of("never opened")).build();
    private final PersistenceWatch watch = new PersistenceWatch();
    private final AtomicInteger announced = new AtomicInteger();

    private void ask(int index, long position, long size) {
        watch.whenAnnounced(new ItemLocation(index, position, size), announced::incrementAndGet);
    }

    private void write(int index, long position, long size) {
        watch.written((AioDiskDbWrittenEvent)
                AioDiskDbEvent.of(source, "default", new Written(Instant.EPOCH, index, position, size, 1)));
    }

    @Test
    void tellsWhenTheEventArrives() {
        ask(0, 0, 10);
        assertThat(announced).hasValue(0);

        write(0, 0, 10);

        assertThat(announced).hasValue(1);
    }

    @Test
    void tellsAtOnceIfTheEventWasFirst() {
        write(0, 0, 10);

        ask(0, 5, 5);

        assertThat(announced).hasValue(1);
    }

    @Test
    void waitsForAllOfTheItem() {
        ask(0, 0, 10);
        write(0, 0, 9);
        assertThat(announced).hasValue(0);
        write(0, 9, 1);
        assertThat(announced).hasValue(1);
    }

    @Test
    void takesEarlierFilesForAnnouncedEvenIfAnEventWasLost() {
        ask(0, 50, 10);
        write(1, 0, 5);
        ask(0, 90, 10);
        assertThat(announced).hasValue(2);
    }

    @Test
    void forgetsWhatHasBeenCutOff() {
        write(0, 0, 100);
        watch.trimmed((AioDiskDbTrimmedEvent)
                AioDiskDbEvent.of(source, "default", new Trimmed(Instant.EPOCH, 0, Trimmed.Side.RIGHT, 40, 60)));

        ask(0, 40, 10);
        assertThat(announced).hasValue(0);
        write(0, 40, 10);
        assertThat(announced).hasValue(1);
    }

    @Test
    void aCutOnTheLeftTakesNothingBack() {
        write(0, 0, 100);
        watch.trimmed((AioDiskDbTrimmedEvent)
                AioDiskDbEvent.of(source, "default", new Trimmed(Instant.EPOCH, 0, Trimmed.Side.LEFT, 40, 40)));

        ask(0, 60, 10);

        assertThat(announced).hasValue(1);
    }

    /** Whatever comes first, and on whichever of two threads: each is told of once. */
    @RepeatedTest(50)
    void tellsOnceInAnyOrder(RepetitionInfo repetition) throws InterruptedException {
        int items = 200;
        List<Integer> order = new ArrayList<>();
        for (int number = 0; number < items; number++) {
            order.add(number);
        }
        Collections.shuffle(order, new Random(repetition.getCurrentRepetition()));
        Thread events = new Thread(() -> {
            for (int number = 0; number < items; number++) {
                write(number / 50, number % 50 * 10L, 10);
            }
        });

        events.start();
        order.forEach(number -> ask(number / 50, number % 50 * 10L, 10));
        events.join();

        assertThat(announced).hasValue(items);
    }
}
