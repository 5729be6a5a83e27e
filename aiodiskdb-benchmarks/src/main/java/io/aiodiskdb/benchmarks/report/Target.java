package io.aiodiskdb.benchmarks.report;

import io.aiodiskdb.benchmarks.system.AioDiskDbContender;
import io.aiodiskdb.benchmarks.system.LimitContender;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A ratio, or an absolute bound, that was set as a goal before anything was measured.
 *
 * @param workload such as W1
 * @param variant begin of the variants that it is meant for
 * @param metric begin of the metrics that it is meant for
 * @param against name of a system (ours, too, with another metric), {@link #BEST_PEER}, or {@link #NOTHING} for an absolute bound
 * @param againstMetric metric of the other system if it has none of this kind itself, else {@link #SAME}
 * @param bound of the ratio or of the figure; the least one of rates, else the most
 */
record Target(String workload, String variant, String metric, String against, String againstMetric, double bound) {

    static final String BEST_PEER = "best peer";
    static final String NOTHING = "";
    static final String SAME = "";

    private static final String LIMIT = LimitContender.NAME;

    private static final String BLOCKING = "blocking, 1 reader";
    private static final String IN_FILES = "until all is in the files";
    private static final String SYNCED = "until all is synced";

    static final List<Target> ALL = List.of(
            new Target("W1", "100 B, 1 thread, unsynced", IN_FILES, "chronicle", 3),
            new Target("W1", "1024 B, 1 thread, unsynced", IN_FILES, "chronicle", 1.2),
            new Target("W1", "1024 B, 4 threads, unsynced", IN_FILES, "chronicle", 2),
            new Target("W1", "524288 B, 1 thread, unsynced", IN_FILES, "chronicle", 1.1),
            new Target("W1", "", IN_FILES, LIMIT, 0.5),
            new Target("W1", "", SYNCED, BEST_PEER, 1.2),
            new Target("W1", "", SYNCED, LIMIT, 0.6),
            new Target("W2", "1 thread", "throughput", "chronicle", 1.15),
            new Target("W2", "16 threads", "throughput", "artemis", 1.1),
            new Target("W2", "64 threads", "throughput", "artemis", 1.3),
            new Target("W2", "256 threads", "throughput", "artemis", 1.4),
            new Target("W2", "1 thread, 256 in flight", "throughput", BEST_PEER, 3),
            new Target("W2", "", "throughput", LIMIT, 0.9),
            new Target("W3", "1024 B", "blocking", "lmdb", 3),
            new Target("W3", "524288 B", "blocking", "lmdb", 0.95),
            new Target("W3", "", "blocking", LIMIT, 0.5),
            new Target("W3", "", "futures", "lmdb", BLOCKING, 1),
            new Target("W4", "", "writes", "chronicle", 1.2),
            new Target("W4", "", "reads", "lmdb", 0.8),
            new Target("W4", "1000 MB of 1024", "writes", "python", 10),
            new Target("W4", "20 MB", "writes", "python", 200),
            new Target("W4", "", "writes", LIMIT, 0.9),
            new Target("W5", "5 GiB", "opening, median", "mvstore", 0.25),
            new Target("W5", "", "opening, median", LIMIT, 2),
            new Target("W5", "", "heap", NOTHING, 1),
            new Target("W5", "5 GiB", "memory after reads", NOTHING, 67.1),
            new Target("W6", "", "commits", "chronicle", 1.3),
            new Target("W6", "", "commits", LIMIT, 0.9),
            new Target("W7", "", "p99.9", NOTHING, 100),
            new Target("W7", "", "longest", AioDiskDbContender.NAME, "mean flush", 1),
            new Target("W7", "", "allocated per add", NOTHING, 96),
            new Target("W7", "", "allocated per read", NOTHING, 1024 + 64));

    Target(String workload, String variant, String metric, String against, double bound) {
        this(workload, variant, metric, against, SAME, bound);
    }

    /**
     * A target and what was measured.
     *
     * @param row the figures
     * @param measured the ratio, or the figure if the bound is absolute
     * @param reached whether the median is within the bound
     */
    record Outcome(Row row, Figures measured, boolean reached) {}

    /** {@return what was measured of it, for each row that it is meant for} */
    List<Outcome> outcomes(Results results) {
        List<Outcome> found = new ArrayList<>();
        for (Row row : results.rows().keySet()) {
            boolean meant = row.workload().equals(workload)
                    && row.variant().startsWith(variant)
                    && row.metric().startsWith(metric);
            if (meant) {
                measured(results, row).ifPresent(figures -> {
                    boolean reached = row.moreIsBetter() ? figures.median() >= bound : figures.median() <= bound;
                    found.add(new Outcome(row, figures, reached));
                });
            }
        }
        return found;
    }

    private Optional<Figures> measured(Results results, Row row) {
        Optional<Figures> ours = results.figures(row, AioDiskDbContender.NAME);
        if (against.equals(NOTHING)) {
            return ours;
        }
        Optional<String> other = against.equals(BEST_PEER) ? results.bestPeer(row) : Optional.of(against);
        Row same = againstMetric.equals(SAME) ? row : new Row(row.workload(), row.variant(), againstMetric, row.unit());
        return ours.flatMap(
                mine -> other.flatMap(name -> results.figures(same, name)).flatMap(mine::dividedBy));
    }

    /** {@return the table of all targets that something was measured of} */
    static String table(Results results) {
        StringBuilder text = new StringBuilder();
        text.append("| | | against | target | measured | |\n|---|---|---|---|---|---|\n");
        for (Target target : ALL) {
            for (Outcome outcome : target.outcomes(results)) {
                Row row = outcome.row();
                text.append(String.join(
                        " | ",
                        "| " + row.workload() + ", " + row.variant(),
                        row.metric(),
                        target.against().isEmpty()
                                ? "(" + row.unit() + ")"
                                : target.against()
                                        + (target.againstMetric().isEmpty() ? "" : ", ")
                                        + target.againstMetric(),
                        (row.moreIsBetter() ? "≥ " : "≤ ") + Numbers.of(target.bound()),
                        Numbers.withSpread(outcome.measured()),
                        (outcome.reached() ? "reached" : "**missed**") + " |\n"));
            }
        }
        return text.toString();
    }
}
