package io.aiodiskdb.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.benchmarks.system.Contenders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SteadyAddsTest {

    private static final Workload STEADY_ADDS = new SteadyAdds();
    private static final String VARIANT = STEADY_ADDS.variants().get(0);

    @TempDir
    private Path directory;

    private List<Measurement> run(String system) throws Exception {
        List<Measurement> found = new ArrayList<>();
        Pass pass = new Pass(Contenders.of(system), directory, 0.001, found::add);
        STEADY_ADDS.run(pass, VARIANT);
        return found;
    }

    private static List<String> metrics(List<Measurement> found, String unit) {
        return found.stream()
                .filter(each -> each.unit().equals(unit))
                .map(Measurement::metric)
                .toList();
    }

    @Test
    void theLimitHasTheLatenciesThatTheStoreHas() throws Exception {
        List<Measurement> limit = run("limit");
        List<Measurement> ours = run("aiodiskdb");
        assertThat(metrics(limit, "µs")).containsExactly("p50", "p99", "p99.9", "longest");
        assertThat(metrics(ours, "µs"))
                .startsWith("p50", "p99", "p99.9", "longest")
                .endsWith("mean flush");
        assertThat(metrics(limit, "B")).isEmpty();
        assertThat(metrics(ours, "B")).containsExactly("allocated per add", "allocated per read of 1 KiB");
    }

    @Test
    void theSystemsThatFindItemsAgainTakePartAndTheLimitDoes() {
        assertThat(Contenders.names().stream().filter(name -> STEADY_ADDS.suits(Contenders.of(name), VARIANT)))
                .contains("aiodiskdb", "aiodiskdb-default", "chronicle", "lmdb", "limit")
                .doesNotContain("artemis", "python");
    }
}
