package io.aiodiskdb.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.benchmarks.workload.Measurement;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    private static List<String> cells(String table, int line) {
        return List.of(table.lines().toList().get(line).split(" *\\| *", -1));
    }

    @Test
    void showsMediansSpreadAndRatiosOfRates() {
        assertThat(cells(Table.of(Sample.results(), "W1"), 2))
                .containsExactly(
                        "",
                        "1024 B, 1 thread, unsynced",
                        "until all is in the files (/s)",
                        "3150 (3000–3300)",
                        "chronicle 2000 (2000–2000)",
                        "1.58 (1.50–1.65)",
                        "6000 (6000–6000)",
                        "0.53 (0.50–0.55)",
                        "aiodiskdb-default 1500, ours 2.10×; lmdb 1000, ours 3.15×",
                        "");
    }

    @Test
    void takesThePeerWithTheLeastTimeForTheBest() {
        assertThat(cells(Table.of(Sample.results(), "W5"), 2))
                .contains("opening, median of 5 (ms, less is better)", "mvstore 84.00 (80.00–88.00)")
                .contains("0.25 (0.25–0.25)");
    }

    @Test
    void comparesNoMemory() {
        Results results = Sample.results();
        results.add(1, new Measurement("W5", "a store", "aiodiskdb", "heap", 1, "MB"));
        results.add(1, new Measurement("W5", "a store", "lmdb", "heap", 0.001, "MB"));
        results.add(1, new Measurement("W5", "a store", "rocksdb", "heap", 0.002, "MB"));

        assertThat(cells(Table.of(results, "W5"), 3))
                .containsExactly(
                        "",
                        "a store",
                        "heap (MB, less is better)",
                        "1.00",
                        "lmdb 0.00",
                        "",
                        "",
                        "",
                        "rocksdb 0.00",
                        "");
    }

    @Test
    void leavesOtherWorkloadsOut() {
        assertThat(Table.of(Sample.results(), "W5")).doesNotContain("chronicle");
        assertThat(Table.workloads(Sample.results())).containsExactly("W1", "W5");
    }
}
