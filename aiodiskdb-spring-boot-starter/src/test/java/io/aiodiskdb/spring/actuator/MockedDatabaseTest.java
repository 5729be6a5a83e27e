package io.aiodiskdb.spring.actuator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.ItemLocation;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** A test of an application whose database is a mock, with everything of the starter on the class path. */
@SpringBootTest(
        classes = PlainApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"aiodiskdb.path=is-never-opened", "spring.lifecycle.timeout-per-shutdown-phase=1h"})
@DirtiesContext
class MockedDatabaseTest {

    @MockitoBean
    private AioDiskDb database;

    @Autowired
    private ConfigurableApplicationContext context;

    @Test
    void theContextStartsAnswersAndStops() {
        ItemLocation location = new ItemLocation(1, 2, 3);
        given(database.add(any(byte[].class))).willReturn(CompletableFuture.completedFuture(location));

        assertThat(context.getBean(AioDiskDb.class).add(new byte[3]).join()).isEqualTo(location);
        context.stop(); // would wait for an hour
        assertThat(context.isRunning()).isFalse();
    }
}
