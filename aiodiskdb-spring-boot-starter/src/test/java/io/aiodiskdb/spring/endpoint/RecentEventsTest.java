package io.aiodiskdb.spring.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.event.DbEventListener;
import io.aiodiskdb.event.Failed;
import io.aiodiskdb.event.IndexDropped;
import io.aiodiskdb.event.Started;
import io.aiodiskdb.event.Trimmed;
import io.aiodiskdb.event.Written;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

class RecentEventsTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final List<DbEventListener> listeners = new ArrayList<>();
    private final AioDiskDb database = mock();
    private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
    private final RecentEvents events = new RecentEvents(beans.getBeanProvider(AioDiskDbRegistry.class));

    RecentEventsTest() {
        doAnswer(call -> listeners.add(call.getArgument(0))).when(database).addListener(any());
    }

    private DbEventListener listener() {
        assertThat(listeners).hasSize(1);
        return listeners.get(0);
    }

    @Test
    void showsTheNewestFirst() {
        events.connect("default", database);
        listener().onEvent(new Started(NOW));
        listener().onEvent(new Written(NOW, 3, 10, 20, 2));
        listener().onEvent(new Trimmed(NOW, 3, Trimmed.Side.LEFT, 15, 5));
        listener().onEvent(new IndexDropped(NOW, 2, 7));

        assertThat(events.of(database, 100))
                .containsExactly(
                        new EventDescriptor(NOW, "IndexDropped", 2, null, 7L, null, null, null, null),
                        new EventDescriptor(NOW, "Trimmed", 3, 15L, 5L, null, Trimmed.Side.LEFT, null, null),
                        new EventDescriptor(NOW, "Written", 3, 10L, 20L, 2L, null, null, null),
                        new EventDescriptor(NOW, "Started", null, null, null, null, null, null, null));
        assertThat(events.of(database, 1)).extracting(EventDescriptor::type).containsExactly("IndexDropped");
    }

    @Test
    void showsTheClassOfACauseButNotItsMessage() {
        events.connect("default", database);
        List<ItemLocation> lost = List.of(new ItemLocation(0, 0, 10), new ItemLocation(1, 0, 5));
        listener().onEvent(new Failed(NOW, new IOException("/srv/secret"), lost));

        assertThat(events.of(database, 1))
                .containsExactly(
                        new EventDescriptor(NOW, "Failed", null, null, null, null, null, "java.io.IOException", 15L));
    }

    @Test
    void keepsTheRareOnesWhenThereAreManyWrites() {
        events.connect("default", database);
        listener().onEvent(new Started(NOW));
        for (int number = 0; number < 1000; number++) {
            listener().onEvent(new Written(NOW, 0, number, 1, 1));
        }

        List<EventDescriptor> shown = events.of(database, 1000);
        assertThat(shown).hasSize(101);
        assertThat(shown.get(0).position()).isEqualTo(999);
        assertThat(shown.get(99).position()).isEqualTo(900);
        assertThat(shown.get(100).type()).isEqualTo("Started");
    }

    @Test
    void keepsABoundedNumberOfTheRareOnes() {
        events.connect("default", database);
        for (int number = 0; number < 1000; number++) {
            listener().onEvent(new IndexDropped(NOW, number, 1));
        }

        assertThat(events.of(database, 1000)).hasSize(100);
    }

    @Test
    void listensToDatabasesThatNobodyHasConnected() {
        beans.registerSingleton("registry", new AioDiskDbRegistry(() -> Map.of("own", database)));
        events.afterSingletonsInstantiated();
        events.afterSingletonsInstantiated();

        listener().onEvent(new Started(NOW));

        assertThat(events.of(database, 10)).hasSize(1);
    }
}
