package io.aiodiskdb.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Draws a chart for each metric of each workload. */
public final class Charts {

    private Charts() {}

    /** {@return the pictures by file name, in the order of the workloads} */
    public static Map<String, String> of(Results results) {
        Map<String, String> files = new LinkedHashMap<>();
        Set<String> drawn = new LinkedHashSet<>();
        for (Row row : results.rows().keySet()) {
            if (drawn.add(row.workload() + row.metric() + row.unit())) {
                files.put(fileName(row), chart(results, row));
            }
        }
        return files;
    }

    /** {@return the name of the chart that a row is in} */
    static String fileName(Row row) {
        String metric = row.metric().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return row.workload() + "-" + metric.replaceAll("-$", "") + ".svg";
    }

    private static String chart(Results results, Row like) {
        BarChart chart = new BarChart(
                like.workload() + ": " + like.metric() + " (" + like.unit() + ")",
                (like.moreIsBetter() ? "longer is better" : "shorter is better")
                        + "; median of the rounds, line: least to most");
        results.rows().forEach((row, figures) -> {
            boolean alike = row.workload().equals(like.workload())
                    && row.metric().equals(like.metric())
                    && row.unit().equals(like.unit());
            if (alike) {
                chart.add(row.variant(), figures);
            }
        });
        return chart.toSvg();
    }
}
