package io.aiodiskdb.benchmarks.report;

import io.aiodiskdb.benchmarks.system.Role;
import io.aiodiskdb.benchmarks.workload.Measurement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What one run has measured, in the order in which it came. Used by one thread. */
public final class Results {

    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Map<Row, Map<String, Figures>> rows = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    /** Adds something to know about the run, such as the processor. */
    public void addFact(String name, String value) {
        facts.put(name, value);
    }

    /** Adds a figure of one round. */
    public void add(int round, Measurement measurement) {
        rows.computeIfAbsent(Row.of(measurement), row -> new LinkedHashMap<>())
                .merge(
                        measurement.system(),
                        new Figures(new TreeMap<>(Map.of(round, measurement.value()))),
                        (before, more) -> before.with(round, measurement.value()));
    }

    /** Adds a pass that has failed. */
    public void addFailure(String pass) {
        failures.add(pass);
    }

    /** {@return what to know about the run, by name} */
    public Map<String, String> facts() {
        return Collections.unmodifiableMap(facts);
    }

    /** {@return the rows, each with the figures of each system} */
    public Map<Row, Map<String, Figures>> rows() {
        return Collections.unmodifiableMap(rows);
    }

    /** {@return the passes that have failed} */
    public List<String> failures() {
        return Collections.unmodifiableList(failures);
    }

    /** {@return the figures of a system in a row} */
    public Optional<Figures> figures(Row row, String system) {
        return Optional.ofNullable(rows.getOrDefault(row, Map.of()).get(system));
    }

    /** {@return the name of the peer with the best median in a row} */
    public Optional<String> bestPeer(Row row) {
        String best = null;
        double bestMedian = 0;
        for (Map.Entry<String, Figures> entry : rows.getOrDefault(row, Map.of()).entrySet()) {
            double median = entry.getValue().median();
            if (Role.of(entry.getKey()) == Role.PEER && (best == null || row.moreIsBetter() == median > bestMedian)) {
                best = entry.getKey();
                bestMedian = median;
            }
        }
        return Optional.ofNullable(best);
    }
}
