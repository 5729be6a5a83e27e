package io.aiodiskdb.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.aiodiskdb.benchmarks.system.Contenders;
import io.aiodiskdb.benchmarks.system.PythonContender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script that drives the Python library, with a stand-in that has the same methods and keeps all in memory. */
@Timeout(120)
class PythonProcessTest {

    private static final String STAND_IN = """
            import asyncio

            class AioDiskDB:
                def __init__(self, path, create_if_not_exists=False):
                    self.items, self.running = [], False

                async def start(self):
                    self.running = True
                    while self.running:
                        await asyncio.sleep(0.001)

                async def add(self, data):
                    self.items.append(data)
                    return len(self.items) - 1

                async def read(self, location):
                    return self.items[%s]

                async def flush(self):
                    pass

                async def stop(self):
                    self.running = False
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void needsPython() throws InterruptedException {
        boolean found;
        try {
            found = new ProcessBuilder("python3", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            found = false;
        }
        Assumptions.assumeTrue(found, "there is no python3");
    }

    private Map<String, Double> run(String answered) throws IOException, InterruptedException {
        Path checkout = directory.resolve("checkout");
        Files.createDirectories(checkout.resolve("aiodiskdb"));
        Files.writeString(checkout.resolve("aiodiskdb").resolve("__init__.py"), STAND_IN.formatted(answered));
        Pass pass = new Pass(Contenders.of(PythonContender.NAME), directory.resolve("pass"), 0.01, measurement -> {});
        return PythonProcess.run(pass, Map.of(PythonContender.CHECKOUT, checkout.toString()), 200_000, 1, 4096);
    }

    @Test
    void reportsWritesAndReads() throws IOException, InterruptedException {
        assertThat(run("location"))
                .containsOnlyKeys("writes", "reads")
                .allSatisfy((metric, rate) -> assertThat(rate).as(metric).isPositive());
    }

    @Test
    void failsIfItReadsSomethingElse() {
        assertThatIllegalStateException().isThrownBy(() -> run("0")).withMessageContaining("status 1");
    }
}
