package io.aiodiskdb.benchmarks.report;

import io.aiodiskdb.benchmarks.system.AioDiskDbContender;
import io.aiodiskdb.benchmarks.system.LimitContender;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes results as Markdown: medians, smallest and largest figures, and the ratios of ours to the best peer, to the limit and to all
 * others.
 */
public final class Table {

    /** Of memory held, which may come out as next to nothing, or less: a ratio says nothing then. */
    private static final String MEGABYTES = "MB";

    private Table() {}

    /** {@return the workloads that there are figures of} */
    public static Set<String> workloads(Results results) {
        Set<String> names = new LinkedHashSet<>();
        results.rows().keySet().forEach(row -> names.add(row.workload()));
        return names;
    }

    /** {@return the table of one workload} */
    public static String of(Results results, String workload) {
        StringBuilder text = new StringBuilder();
        text.append("| | | ours | best peer | ours ÷ best peer | limit | ours ÷ limit | others |\n");
        text.append("|---|---|---|---|---|---|---|---|\n");
        for (Row row : results.rows().keySet()) {
            if (row.workload().equals(workload)) {
                text.append(line(results, row)).append('\n');
            }
        }
        return text.toString();
    }

    private static String line(Results results, Row row) {
        Optional<Figures> ours = results.figures(row, AioDiskDbContender.NAME);
        Optional<Figures> limit = results.figures(row, LimitContender.NAME);
        Optional<String> best = results.bestPeer(row);
        Optional<Figures> peer = best.flatMap(name -> results.figures(row, name));
        List<String> others = new ArrayList<>();
        for (Map.Entry<String, Figures> entry :
                results.rows().getOrDefault(row, Map.of()).entrySet()) {
            String system = entry.getKey();
            boolean shown = system.equals(AioDiskDbContender.NAME)
                    || system.equals(LimitContender.NAME)
                    || system.equals(best.orElse(""));
            if (!shown) {
                others.add(other(row, system, entry.getValue(), ours));
            }
        }
        return String.join(
                " | ",
                "| " + row.variant(),
                row.metric() + " (" + row.unit() + (row.moreIsBetter() ? ")" : ", less is better)"),
                ours.map(Numbers::withSpread).orElse(""),
                peer.map(figures -> best.orElse("") + " " + Numbers.withSpread(figures))
                        .orElse(""),
                ratio(row, ours, peer),
                limit.map(Numbers::withSpread).orElse(""),
                ratio(row, ours, limit),
                String.join("; ", others) + " |");
    }

    private static String other(Row row, String system, Figures figures, Optional<Figures> ours) {
        String ratio = ours.flatMap(mine -> mine.dividedBy(figures))
                .map(found -> ", ours " + Numbers.of(found.median()) + "×")
                .orElse("");
        return system + " " + Numbers.of(figures.median()) + (row.unit().equals(MEGABYTES) ? "" : ratio);
    }

    private static String ratio(Row row, Optional<Figures> ours, Optional<Figures> others) {
        if (row.unit().equals(MEGABYTES)) {
            return "";
        }
        return ours.flatMap(mine -> others.flatMap(mine::dividedBy))
                .map(Numbers::withSpread)
                .orElse("");
    }
}
