package io.aiodiskdb.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.error.InvalidDatabaseStateException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.error.StorageFullException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What an application says when its database cannot be started: through a real start, as a user sees it. */
@ExtendWith(OutputCaptureExtension.class)
class DatabaseStartFailureAnalyzerTest {

    @TempDir
    private Path directory;

    private static void run(String... arguments) {
        SpringApplication application = new SpringApplication(OnlyADatabase.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        assertThatException().isThrownBy(() -> application.run(arguments).close());
    }

    private String path() {
        return "--aiodiskdb.path=" + directory;
    }

    @Test
    void explainsALockedDirectory(CapturedOutput output) {
        try (AioDiskDb other = AioDiskDb.builder(directory).build()) {
            other.blocking().start();
            run(path());
        }
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("The database \"default\" in " + directory + " could not be started")
                .contains("Stop the process that uses the directory")
                .contains("set aiodiskdb.path to a directory that nobody uses");
    }

    @Test
    void explainsAMissingDirectory(CapturedOutput output) {
        run("--aiodiskdb.path=" + directory.resolve("none"), "--aiodiskdb.create-if-not-exists=false");

        assertThat(output)
                .contains("there is no directory " + directory.resolve("none"))
                .contains(
                        "Create the directory, correct aiodiskdb.path, or set aiodiskdb.create-if-not-exists to true");
    }

    @Test
    void explainsAPathThatIsAFile(CapturedOutput output) throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        run("--aiodiskdb.path=" + file);

        assertThat(output).contains(file + " is not a directory").contains("Set aiodiskdb.path to a directory.");
    }

    @Test
    void explainsForeignFiles(CapturedOutput output) throws IOException {
        Files.writeString(directory.resolve("data00000.dat"), "somebody's text, of more than 24 bytes");
        run("--aiodiskdb.databases.events.path=" + directory);

        assertThat(output)
                .contains("The database \"events\" in " + directory)
                .contains("data00000.dat is not one of this database")
                .contains("Make sure that aiodiskdb.databases.events.path is the right directory");
    }

    @Test
    void explainsAStoreThatIsNotToBeRecovered(CapturedOutput output) throws IOException {
        List<byte[]> journal = new ArrayList<>();
        try (AioDiskDb unclean = AioDiskDb.builder(directory).build()) {
            unclean.blocking().start();
            unclean.blocking().addDurably(new byte[10]);
            journal.add(Files.readAllBytes(directory.resolve("data00000.journal")));
        }
        Files.write(directory.resolve("data00000.journal"), journal.get(0));
        run(path(), "--aiodiskdb.recover=false");

        assertThat(output)
                .contains("the store needs a recovery")
                .contains("Set aiodiskdb.recover to true to let the database be recovered");
    }

    private static FailureAnalysis analyze(AioDiskDb database, AioDiskDbException reason) {
        FailureAnalysis analysis = new DatabaseStartFailureAnalyzer()
                .analyze(new DatabaseStartException(
                        "default", database.config(), setting -> "aiodiskdb." + setting, reason));
        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription()).contains(String.valueOf(reason.getMessage()));
        return analysis;
    }

    @Test
    void hasAnActionForEachOtherReason() {
        AioDiskDb database = AioDiskDb.builder(directory).build();

        assertThat(analyze(database, new DatabaseFullException("full at 3")).getAction())
                .contains("Raise aiodiskdb.max-files");
        assertThat(analyze(database, new StorageFullException("no space")).getAction())
                .contains("Make room on the file system");
        assertThat(analyze(database, new StorageFailedException("denied", new IOException()))
                        .getAction())
                .contains("can be read and written by the user");
        assertThat(analyze(database, new InvalidDatabaseStateException("gaps")).getAction())
                .contains("Look at the files that are named")
                .doesNotContain("recover");
    }

    @EnableAutoConfiguration
    static class OnlyADatabase {}
}
