package io.aiodiskdb.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.event.DbEvent;
import io.aiodiskdb.event.Written;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events that nobody could be started to deliver. */
class EventDispatcherTest {

    private static final Executor NO_STACK_LEFT = task -> {
        throw new StackOverflowError();
    };

    private final EventDispatcher dispatcher = new EventDispatcher();
    private final List<DbEvent> delivered = new ArrayList<>();

    @BeforeEach
    void listen() {
        dispatcher.add(delivered::add);
    }

    private static DbEvent written(long position) {
        return new Written(Instant.EPOCH, 0, position, 10, 1);
    }

    private void publishInVain(DbEvent event) {
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> dispatcher.publish(event, NO_STACK_LEFT));
        assertThat(delivered).isEmpty();
    }

    @Test
    void eventThatCouldNotBeDeliveredComesWithTheNextOne() {
        publishInVain(written(0));
        dispatcher.publish(written(10), Runnable::run);
        assertThat(delivered).containsExactly(written(0), written(10));
    }

    @Test
    void eventThatIsPublishedAgainComesOnce() {
        publishInVain(written(0));
        dispatcher.publish(written(0), Runnable::run);
        assertThat(delivered).containsExactly(written(0));
    }
}
