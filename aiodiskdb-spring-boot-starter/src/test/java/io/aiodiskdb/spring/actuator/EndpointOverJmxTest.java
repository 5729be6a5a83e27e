package io.aiodiskdb.spring.actuator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.spring.autoconfigure.AioDiskDbAutoConfiguration;
import io.aiodiskdb.spring.autoconfigure.AioDiskDbEndpointAutoConfiguration;
import java.nio.file.Path;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The endpoint without any web. (The runner does without the conversion that lets real applications write "unrestricted".) */
class EndpointOverJmxTest {

    private static final String STRING = String.class.getName();

    @TempDir
    private Path directory;

    /** Something that is done with the endpoint. */
    private interface Call {

        void on(MBeanServer server, ObjectName endpoint, AioDiskDb database) throws Exception;
    }

    private void run(Call call) {
        new ApplicationContextRunner()
                .withClassLoader(new FilteredClassLoader("org.springframework.web", "org.springframework.http"))
                .withConfiguration(AutoConfigurations.of(
                        AioDiskDbAutoConfiguration.class,
                        AioDiskDbEndpointAutoConfiguration.class,
                        EndpointAutoConfiguration.class,
                        JmxAutoConfiguration.class,
                        JmxEndpointAutoConfiguration.class))
                .withPropertyValues(
                        "aiodiskdb.path=" + directory.resolve("db"),
                        "aiodiskdb.overwrite=true",
                        "spring.jmx.enabled=true",
                        "management.endpoints.jmx.exposure.include=aiodiskdb",
                        "management.endpoint.aiodiskdb.access=UNRESTRICTED")
                .run(context -> call.on(
                        context.getBean(MBeanServer.class),
                        new ObjectName("org.springframework.boot:type=Endpoint,name=Aiodiskdb"),
                        context.getBean(AioDiskDb.class)));
    }

    @Test
    void showsAndFlushes() {
        run((server, endpoint, database) -> {
            database.blocking().add(new byte[10]);

            Object shown = server.invoke(endpoint, "database", new Object[] {"default"}, new String[] {STRING});
            Object flushed = server.invoke(
                    endpoint, "operate", new Object[] {"default", "flush"}, new String[] {STRING, STRING});

            assertThat(shown).asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("state", "RUNNING");
            assertThat(flushed)
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("done", true)
                    .containsEntry("itemsBuffered", 0L);
        });
    }

    @Test
    void prunes() {
        run((server, endpoint, database) -> {
            ItemLocation item = database.blocking().addDurably(new byte[10]);
            String[] signature = {STRING, STRING, Integer.class.getName(), Long.class.getName(), Boolean.class.getName()
            };

            Object dryRun =
                    server.invoke(endpoint, "prune", new Object[] {"default", "drop", 0, null, null}, signature);
            assertThat(dryRun)
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("bytes", 10L)
                    .containsEntry("dryRun", true);
            assertThat(database.read(item).join()).isPresent();
            Object gone = server.invoke(endpoint, "prune", new Object[] {"default", "drop", 0, null, false}, signature);

            assertThat(gone)
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("bytes", 10L)
                    .containsEntry("dryRun", false);
            assertThat(database.read(item).join()).isEmpty();
        });
    }

    @Test
    void saysWhatIsWrong() {
        run((server, endpoint, database) -> assertThatExceptionOfType(ReflectionException.class)
                .isThrownBy(() -> server.invoke(endpoint, "database", new Object[] {"nope"}, new String[] {STRING}))
                .withMessage("there is no database \"nope\", but [default]"));
    }
}
