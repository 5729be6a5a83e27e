package io.aiodiskdb.example.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;

/** The whole application, from its arguments to what is stored. */
class ImportTest {

    private final List<String> lines = new ArrayList<>(
            IntStream.range(0, 250).mapToObj(number -> "line " + number).toList());

    @TempDir
    private Path directory;

    @Test
    void storesEachLineAndNotesWhere() throws Exception {
        assertThat(run()).isZero();

        List<String> locations = Files.readAllLines(directory.resolve("locations.txt"));
        try (AioDiskDb database = open()) {
            assertThat(locations)
                    .map(ItemLocation::parse)
                    .map(location -> new String(database.read(location).join().orElseThrow(), UTF_8))
                    .isEqualTo(lines);
        }
    }

    @Test
    void leavesOutEmptyLines() throws Exception {
        lines.set(3, "");

        assertThat(run()).isZero();

        assertThat(Files.readAllLines(directory.resolve("locations.txt"))).hasSize(249);
    }

    @Test
    void storesNothingOfAChunkThatFails() throws Exception {
        lines.set(230, "too large for a transaction: ".repeat(100));

        assertThat(run("--aiodiskdb.max-transaction-size=2KB")).isNotZero();

        List<String> locations = Files.readAllLines(directory.resolve("locations.txt"));
        assertThat(locations).hasSize(200);
        try (AioDiskDb database = open();
                Stream<StoredItem> items = database.blocking().items(new ItemLocation(0, 0, 0))) {
            assertThat(items.map(item -> item.location().toString()).toList()).isEqualTo(locations);
        }
    }

    private int run(String... properties) throws Exception {
        Path file = Files.write(directory.resolve("lines.txt"), lines);
        List<String> arguments = new ArrayList<>(List.of(properties));
        arguments.add("--aiodiskdb.path=" + directory.resolve("db"));
        arguments.add("file=" + file);
        arguments.add("locations=" + directory.resolve("locations.txt"));
        return SpringApplication.exit(SpringApplication.run(ImportApplication.class, arguments.toArray(String[]::new)));
    }

    private AioDiskDb open() {
        AioDiskDb database = AioDiskDb.builder(directory.resolve("db")).build();
        database.blocking().start();
        return database;
    }
}
