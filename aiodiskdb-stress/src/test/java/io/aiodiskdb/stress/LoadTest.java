package io.aiodiskdb.stress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(120)
class LoadTest {

    @TempDir
    private Path temporary;

    private final StringWriter out = new StringWriter();

    @Test
    void leavesAStoreThatPassesTheCheckOverSeveralSessions() {
        for (int session = 0; session < 2; session++) {
            assertThat(execute("run", "--operations", "1500", "--keep-files", "4"))
                    .isZero();
        }
        assertThat(execute("check", "--clean", "--json")).as(out::toString).isZero();
        assertThat(out.toString())
                .contains("\"ok\":true")
                .contains("\"sessions\":2")
                .contains("\"closed\":2");
    }

    @Test
    void printsTheSeedThatRepeatsItsChoices() {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            assertThat(execute("run", "--operations", "10", "--seed", "4711")).isZero();
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(UTF_8)).startsWith("SEED 4711");
    }

    @Test
    void refusesItemsThatAreTooSmallToTellWhatTheyAre() {
        StringWriter err = new StringWriter();
        CommandLine command = StressCommand.commandLine().setErr(new PrintWriter(err, true));
        int status = command.execute(
                "run",
                "--db",
                temporary.toString(),
                "--log",
                temporary.resolve("l").toString(),
                "--min-size",
                "7");
        assertThat(status).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--min-size must be 32").contains("7");
    }

    @Test
    void saysThatThereIsNoStoreToCheck() {
        assertThat(execute("check")).isEqualTo(ExitCode.STORE_FAILED);
        assertThat(out.toString()).contains("CHECK FAILED cannot use the store");
    }

    private int execute(String command, String... options) {
        CommandLine line = StressCommand.commandLine().setOut(new PrintWriter(out, true));
        String[] arguments = new String[options.length + 5];
        arguments[0] = command;
        arguments[1] = "--db";
        arguments[2] = temporary.resolve("db").toString();
        arguments[3] = "--log";
        arguments[4] = temporary.resolve("log").toString();
        System.arraycopy(options, 0, arguments, 5, options.length);
        return line.execute(arguments);
    }
}
