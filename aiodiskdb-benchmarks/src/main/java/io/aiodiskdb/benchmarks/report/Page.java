package io.aiodiskdb.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts results into a Markdown page, between two marks, and charts beside it. What lies outside the marks is written by hand.
 *
 * <p>Nobody copies a figure, so none can differ from what was measured.
 */
public final class Page {

    private static final String BEGIN = "<!-- figures: begin -->";
    private static final String END = "<!-- figures: end -->";

    private final Path page;
    private final Path charts;

    /**
     * A page and its charts.
     *
     * @param page a Markdown file that has the two marks
     * @param charts directory for the pictures
     */
    public Page(Path page, Path charts) {
        this.page = page;
        this.charts = charts;
    }

    /** {@return the files that show the results, with their contents; the page is the last one} */
    public Map<Path, String> files(Results results, Path resultFile) throws IOException {
        Map<Path, String> files = new LinkedHashMap<>();
        Charts.of(results).forEach((name, svg) -> files.put(charts.resolve(name), svg));
        files.put(page, withFigures(figures(results, resultFile)));
        return files;
    }

    /** Writes the files, and creates the directory of the charts if need be. */
    public void write(Results results, Path resultFile) throws IOException {
        Map<Path, String> files = files(results, resultFile); // before anything is written: the page may lack the marks
        Files.createDirectories(charts);
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Files.writeString(file.getKey(), file.getValue());
        }
    }

    /** {@return the files that show something else than the results} */
    public List<Path> differences(Results results, Path resultFile) throws IOException {
        List<Path> different = new ArrayList<>();
        for (Map.Entry<Path, String> file : files(results, resultFile).entrySet()) {
            boolean same = Files.exists(file.getKey())
                    && Files.readString(file.getKey()).equals(file.getValue());
            if (!same) {
                different.add(file.getKey());
            }
        }
        return different;
    }

    private String withFigures(String figures) throws IOException {
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(page + " has no place for figures: lines " + BEGIN + " and " + END);
        }
        return text.substring(0, begin + BEGIN.length()) + "\n\n" + figures + "\n" + text.substring(end);
    }

    private String figures(Results results, Path resultFile) {
        StringBuilder text = new StringBuilder();
        text.append("From [").append(resultFile.getFileName()).append("](");
        text.append(link(resultFile)).append("). Medians; in brackets the least and the most of all rounds.\n\n");
        text.append("| | |\n|---|---|\n");
        results.facts()
                .forEach((name, value) -> text.append("| ")
                        .append(name)
                        .append(" | ")
                        .append(value.replace("|", "\\|"))
                        .append(" |\n"));
        for (String failure : results.failures()) {
            text.append("| **failed** | ").append(failure).append(" |\n");
        }
        text.append("\n### Goals\n\n").append(Target.table(results));
        for (String workload : Table.workloads(results)) {
            text.append("\n### ").append(workload).append("\n\n").append(Table.of(results, workload));
            for (Row row : firstRows(results, workload)) {
                text.append("\n![")
                        .append(workload)
                        .append(": ")
                        .append(row.metric())
                        .append("](");
                text.append(link(charts.resolve(Charts.fileName(row)))).append(")\n");
            }
        }
        return text.toString();
    }

    private static List<Row> firstRows(Results results, String workload) {
        Map<String, Row> first = new LinkedHashMap<>();
        results.rows().keySet().stream()
                .filter(row -> row.workload().equals(workload))
                .forEach(row -> first.putIfAbsent(Charts.fileName(row), row));
        return List.copyOf(first.values());
    }

    private String link(Path file) {
        Path from = page.toAbsolutePath().normalize().getParent();
        Path to = file.toAbsolutePath().normalize();
        return (from == null ? to : from.relativize(to)).toString().replace('\\', '/');
    }
}
