package io.aiodiskdb.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.aiodiskdb.benchmarks.workload.Measurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {

    @TempDir
    private Path directory;

    private Path write(Results results) throws IOException {
        Path path = directory.resolve("results.csv");
        try (ResultFile file = new ResultFile(path, results)) {
            for (Map.Entry<Row, Map<String, Figures>> entry : results.rows().entrySet()) {
                Row row = entry.getKey();
                for (Map.Entry<String, Figures> figures : entry.getValue().entrySet()) {
                    for (Map.Entry<Integer, Double> figure :
                            figures.getValue().byRound().entrySet()) {
                        file.append(
                                figure.getKey(),
                                new Measurement(
                                        row.workload(),
                                        row.variant(),
                                        figures.getKey(),
                                        row.metric(),
                                        figure.getValue(),
                                        row.unit()));
                    }
                }
            }
            for (String failure : results.failures()) {
                file.appendFailure(failure);
            }
        }
        return path;
    }

    @Test
    void readsWhatItHasWritten() throws IOException {
        Results written = Sample.results();
        Results read = ResultFile.read(write(written));
        assertThat(read.facts()).isEqualTo(written.facts());
        assertThat(read.rows()).isEqualTo(written.rows());
        assertThat(read.failures()).isEqualTo(written.failures());
    }

    @Test
    void keepsCommasAndQuotationMarks() throws IOException {
        Results written = new Results();
        Measurement measurement = new Measurement("W1", "a \"b\", c", "d", "e,", 1e-3, "µs");
        written.add(1, measurement);
        assertThat(ResultFile.read(write(written)).rows()).isEqualTo(written.rows());
    }

    @Test
    void canBeReadBeforeItIsClosed() throws IOException {
        Path path = directory.resolve("results.csv");
        try (ResultFile file = new ResultFile(path, new Results())) {
            file.append(1, new Measurement("W1", "v", "s", "m", 5, "/s"));
            assertThat(ResultFile.read(path).rows()).hasSize(1);
        }
    }

    @Test
    void namesTheLineThatIsWrong() throws IOException {
        Path path = directory.resolve("results.csv");
        Files.writeString(path, "round,workload,variant,system,metric,value,unit\n1,W1,v,s,m,many,/s\n");
        assertThatIOException().isThrownBy(() -> ResultFile.read(path)).withMessageContaining("line 2");
        Files.writeString(path, "1,W1,v\n");
        assertThatIOException()
                .isThrownBy(() -> ResultFile.read(path))
                .withMessageContaining("line 1")
                .withMessageContaining("expected 7 values, found 3");
    }

    @Test
    void refusesAFileWithoutFigures() throws IOException {
        Path path = directory.resolve("results.csv");
        Files.writeString(path, "# fact cpu: none\n");
        assertThatIOException().isThrownBy(() -> ResultFile.read(path)).withMessageContaining("no figure");
    }
}
