package io.aiodiskdb.sample;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.sample.archive.ArchivePruning;
import io.aiodiskdb.sample.live.LiveEvents;
import io.aiodiskdb.sample.web.MemoryBudget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcOperations;

/** The application in this JVM, on a free port and a directory of the test's. */
final class RunningSample implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private RunningSample(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts it; the table is in the directory, too. */
    static RunningSample start(Path directory, String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0", "--aiodiskdb.path=" + directory.resolve("store"), "--logging.level.root=warn"));
        for (String property : properties) {
            arguments.add("--" + property);
        }
        SpringApplicationBuilder application =
                new SpringApplicationBuilder(SampleApplication.class).bannerMode(Banner.Mode.OFF);
        return new RunningSample(application.run(arguments.toArray(String[]::new)));
    }

    int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    <T> T setting(String name, Class<T> type) {
        return context.getEnvironment().getRequiredProperty(name, type);
    }

    SampleClient client() {
        return new SampleClient(port());
    }

    AioDiskDb database() {
        return context.getBean(AioDiskDb.class);
    }

    MemoryBudget memory() {
        return context.getBean(MemoryBudget.class);
    }

    JdbcOperations table() {
        return context.getBean(JdbcOperations.class);
    }

    ArchivePruning pruning() {
        return context.getBean(ArchivePruning.class);
    }

    LiveEvents liveEvents() {
        return context.getBean(LiveEvents.class);
    }

    ArchiveClient archive() {
        return new ArchiveClient(port());
    }

    @Override
    public void close() {
        context.close();
    }
}
