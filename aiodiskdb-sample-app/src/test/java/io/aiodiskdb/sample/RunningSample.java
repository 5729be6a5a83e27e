package io.aiodiskdb.sample;

import io.aiodiskdb.AioDiskDb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The application in this JVM, on a free port and a directory of the test's. */
final class RunningSample implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private RunningSample(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static RunningSample start(Path directory, String... properties) {
        List<String> arguments = new ArrayList<>(
                List.of("--server.port=0", "--aiodiskdb.path=" + directory, "--logging.level.root=warn"));
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

    SampleClient client() {
        return new SampleClient(port());
    }

    AioDiskDb database() {
        return context.getBean(AioDiskDb.class);
    }

    MemoryBudget memory() {
        return context.getBean(MemoryBudget.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
