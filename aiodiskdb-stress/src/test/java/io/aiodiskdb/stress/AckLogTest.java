package io.aiodiskdb.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AckLogTest {

    @TempDir
    private Path temporary;

    @Test
    void readsBackEachKindOfLine() throws IOException {
        List<LogLine> lines = List.of(
                new LogLine.SessionBegun(3),
                new LogLine.Found(3, 1, 20, 70),
                new LogLine.Opened(3),
                new LogLine.Added(3, 1, 12, new ItemLocation(1, 70, 50), false),
                new LogLine.Added(3, 1, 13, new ItemLocation(1, 120, 60), true),
                new LogLine.Committed(3, 2, 1, List.of(new ItemLocation(1, 180, 9), new ItemLocation(2, 0, 7))),
                new LogLine.FlushAsked(3, 5),
                new LogLine.Flushed(3, 5),
                new LogLine.WrittenTo(3, 2, 7),
                new LogLine.NotStored(3, 1, 14),
                new LogLine.Intended(3, 8, new Pruning(Pruning.Kind.LTRIM, 1, 70)),
                new LogLine.Pruned(3, 8),
                new LogLine.NotPruned(3, 9),
                new LogLine.Violation(3, "seen this"),
                new LogLine.Closed(3));
        try (AckLog log = AckLog.open(file(), true)) {
            lines.forEach(log::append);
        }
        assertThat(read()).isEqualTo(lines);
        assertThat(AckLog.lastSession(file())).isEqualTo(3);
    }

    @Test
    void leavesOutALineThatAKilledProcessHasTorn() throws IOException {
        try (AckLog log = AckLog.open(file(), false)) {
            log.append(new LogLine.SessionBegun(1));
        }
        Files.writeString(file(), "A 1 0 3 0:12", StandardOpenOption.APPEND);
        assertThat(read()).containsExactly(new LogLine.SessionBegun(1));
        assertThat(AckLog.lastSession(file())).isOne();
        try (AckLog log = AckLog.open(file(), false)) {
            log.append(new LogLine.SessionBegun(2));
        }
        assertThat(read()).containsExactly(new LogLine.SessionBegun(1), new LogLine.SessionBegun(2));
    }

    @Test
    void refusesALogThatIsTornInTheMiddleOfASession() throws IOException {
        Files.writeString(file(), "S 1;\nA 1 0 3 0:12\nO 1;\n");
        assertThatExceptionOfType(IOException.class).isThrownBy(this::read).withMessageContaining("before line 3");
    }

    @Test
    void refusesALineOfAnotherKind() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogLine.parse("Z 1;"))
                .withMessageContaining("Z 1;");
        assertThatIllegalArgumentException().isThrownBy(() -> LogLine.parse("A 1 0;"));
    }

    private List<LogLine> read() throws IOException {
        List<LogLine> lines = new ArrayList<>();
        LogReader.read(file(), lines::add);
        return lines;
    }

    private Path file() {
        return temporary.resolve("log");
    }
}
