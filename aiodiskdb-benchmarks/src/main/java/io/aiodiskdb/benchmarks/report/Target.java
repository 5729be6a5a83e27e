package io.aiodiskdb.benchmarks.report;

import io.aiodiskdb.benchmarks.system.AioDiskDbContender;
import io.aiodiskdb.benchmarks.system.LimitContender;
import io.aiodiskdb.benchmarks.workload.Workloads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A ratio, or an absolute bound, that was set as a goal before anything was measured.
 *
 * @param workload such as W1
 * @param variant the variant that it is meant for, or the begin of several if there is none of that name
 * @param metric begin of the metrics that it is meant for
 * @param against name of a system (ours, too, with another metric), {@link #BEST_PEER}, or {@link #NOTHING} for an absolute bound
 * @param againstVariant variant of the other system if it takes no part in this one itself, else {@link #SAME}
 * @param againstMetric metric of the other system if it has none of this kind itself, else {@link #SAME}
 * @param bound of the ratio or of the figure; the least one of rates, else the most
 */
record Target(
        String workload,
        String variant,
        String metric,
        String against,
        String againstVariant,
        String againstMetric,
        double bound) {

    static final String BEST_PEER = "best peer";
    static final String NOTHING = "";
    static final String SAME = "";

    private static final String REACHED = "reached";
    private static final String LIMIT = LimitContender.NAME;

    private static final String FIVE_GIB = "5 GiB, 5 million items";
    private static final String BLOCKING = "blocking, 1 reader";
    private static final String IN_FILES = "until all is in the files";
    private static final String SYNCED = "until all is synced";

    static final List<Target> ALL = List.of(
            new Target("W1", "100 B, 1 thread, unsynced", IN_FILES, "chronicle", 3),
            new Target("W1", "100 B, 4 threads, unsynced", IN_FILES, "chronicle", 3),
            new Target("W1", "1024 B, 1 thread, unsynced", IN_FILES, "chronicle", 1.2),
            new Target("W1", "1024 B, 4 threads, unsynced", IN_FILES, "chronicle", 2),
            new Target("W1", "524288 B, 1 thread, unsynced", IN_FILES, "chronicle", 1.1),
            new Target("W1", "524288 B, 4 threads, unsynced", IN_FILES, "chronicle", 1.1),
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
            new Target("W3", "", "futures", "lmdb", SAME, BLOCKING, 1),
            new Target("W4", "", "writes", "chronicle", 1.2),
            new Target("W4", "", "reads", "lmdb", 0.8),
            new Target("W4", "1000 MB of 1024 to 1048576 B, unsynced", "writes", "python", 10),
            new Target("W4", "1000 MB of 1024 to 1048576 B, unsynced", "reads", "python", 10),
            new Target("W4", "20 MB of 1 to 4096 B, unsynced", "writes", "python", 200),
            new Target("W4", "20 MB of 1 to 4096 B, unsynced", "reads", "python", 200),
            new Target("W4", "", "writes", LIMIT, 0.9),
            new Target("W5", FIVE_GIB, "opening, median", "mvstore", 0.25),
            new Target("W5", "10 000 files", "opening, median", "mvstore", FIVE_GIB, SAME, 0.25),
            new Target("W5", "", "opening, median", LIMIT, 2),
            new Target("W5", "", "heap", NOTHING, 1),
            new Target("W5", "", "memory after reads", NOTHING, 67.1),
            new Target("W6", "", "commits", "chronicle", 1.3),
            new Target("W6", "", "commits", LIMIT, 0.9),
            new Target("W7", "", "p99.9", NOTHING, 100),
            new Target("W7", "", "longest", AioDiskDbContender.NAME, SAME, "mean flush", 1),
            new Target("W7", "", "allocated per add", NOTHING, 96),
            new Target("W7", "", "allocated per read", NOTHING, 1024 + 64));

    Target(String workload, String variant, String metric, String against, double bound) {
        this(workload, variant, metric, against, SAME, SAME, bound);
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
        return rows(results).stream()
                .flatMap(row -> outcome(results, row).stream())
                .toList();
    }

    private Optional<Outcome> outcome(Results results, Row row) {
        return measured(results, row).map(figures -> {
            boolean reached = row.moreIsBetter() ? figures.median() >= bound : figures.median() <= bound;
            return new Outcome(row, figures, reached);
        });
    }

    /** {@return the rows that it is meant for} */
    private List<Row> rows(Results results) {
        return results.rows().keySet().stream()
                .filter(row -> row.workload().equals(workload)
                        && isMeantFor(row.variant())
                        && row.metric().startsWith(metric))
                .toList();
    }

    /** {@return whether it is meant for a variant of its workload} */
    boolean isMeantFor(String other) {
        boolean isName = Workloads.of(workload).variants().contains(variant);
        return isName ? other.equals(variant) : other.startsWith(variant);
    }

    private Optional<Figures> measured(Results results, Row row) {
        Optional<Figures> ours = results.figures(row, AioDiskDbContender.NAME);
        if (against.equals(NOTHING)) {
            return ours;
        }
        Optional<String> other = against.equals(BEST_PEER) ? results.bestPeer(row) : Optional.of(against);
        Row same = new Row(
                row.workload(),
                againstVariant.equals(SAME) ? row.variant() : againstVariant,
                againstMetric.equals(SAME) ? row.metric() : againstMetric,
                row.unit());
        return ours.flatMap(
                mine -> other.flatMap(name -> results.figures(same, name)).flatMap(mine::dividedBy));
    }

    /**
     * {@return how many were reached, and a table of all whose workload was run}
     *
     * <p>One that has no figure, because passes have failed or a system took no part, is not left out.
     */
    static String table(Results results) {
        Set<String> workloads = Table.workloads(results);
        List<Line> lines = ALL.stream()
                .filter(target -> workloads.contains(target.workload()))
                .flatMap(target -> target.lines(results).stream())
                .toList();
        long reached = lines.stream().filter(line -> line.end().equals(REACHED)).count();
        StringBuilder text = new StringBuilder();
        text.append(reached).append(" of the ").append(lines.size()).append(" goals were reached.\n\n");
        text.append("| | | against | target | measured | |\n|---|---|---|---|---|---|\n");
        lines.forEach(line ->
                text.append(line.text()).append(" | ").append(line.end()).append(" |\n"));
        return text.toString();
    }

    /**
     * A line of the table.
     *
     * @param text all cells but the last
     * @param end the last cell: how it went
     */
    private record Line(String text, String end) {}

    private List<Line> lines(Results results) {
        List<Row> rows = rows(results);
        if (rows.isEmpty()) {
            Row none = new Row(workload, variant.isEmpty() ? "all" : variant, metric, "");
            return List.of(line(none, Optional.empty()));
        }
        List<Line> lines = new ArrayList<>();
        rows.forEach(row -> lines.add(line(row, outcome(results, row))));
        return lines;
    }

    private Line line(Row row, Optional<Outcome> outcome) {
        String other = Stream.of(against, againstVariant, againstMetric)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
        String sign = row.unit().isEmpty() ? "" : row.moreIsBetter() ? "≥ " : "≤ ";
        String text = String.join(
                " | ",
                "| " + row.workload() + ", " + row.variant(),
                row.metric(),
                other.isEmpty() ? "(" + row.unit() + ")" : other,
                sign + Numbers.of(bound),
                outcome.map(found -> Numbers.withSpread(found.measured())).orElse(""));
        String end =
                outcome.map(found -> found.reached() ? REACHED : "**missed**").orElse("**not measured**");
        return new Line(text, end);
    }
}
