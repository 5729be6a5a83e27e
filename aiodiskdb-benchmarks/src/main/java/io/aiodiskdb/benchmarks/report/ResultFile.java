package io.aiodiskdb.benchmarks.report;

import io.aiodiskdb.benchmarks.workload.Measurement;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A file of results: lines of comma-separated values, and in between comments with facts and failures. Used by one thread.
 *
 * <pre>
 * # fact cpu: …
 * round,workload,variant,system,metric,value,unit
 * 1,W1,"1024 B, 1 thread, unsynced",aiodiskdb,until all is in the files,1234567.8,/s
 * # failed: W1, …
 * </pre>
 *
 * <p>Each line is written at once, so that a run that was cut short has not been for nothing.
 */
public final class ResultFile implements AutoCloseable {

    private static final String HEAD = "round,workload,variant,system,metric,value,unit";
    private static final String FACT = "# fact ";
    private static final String FAILED = "# failed: ";
    private static final int COLUMNS = 7;

    private final BufferedWriter out;

    /** Begins a file with the facts. */
    public ResultFile(Path file, Results begun) throws IOException {
        this.out = Files.newBufferedWriter(file);
        for (Map.Entry<String, String> fact : begun.facts().entrySet()) {
            line(FACT + fact.getKey() + ": " + fact.getValue().replaceAll("\\s+", " "));
        }
        line(HEAD);
    }

    /** Appends a figure of one round. */
    public void append(int round, Measurement measurement) throws IOException {
        line(String.join(
                ",",
                Integer.toString(round),
                quoted(measurement.workload()),
                quoted(measurement.variant()),
                quoted(measurement.system()),
                quoted(measurement.metric()),
                Double.toString(measurement.value()),
                quoted(measurement.unit())));
    }

    /** Appends that a pass has failed. */
    public void appendFailure(String pass) throws IOException {
        line(FAILED + pass);
    }

    private void line(String text) throws IOException {
        out.write(text);
        out.newLine();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /**
     * {@return what is in a file}
     *
     * @throws IOException if it cannot be read, or a line is none of a result file; the message names the line
     */
    public static Results read(Path file) throws IOException {
        Results results = new Results();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            try {
                parse(lines.get(i), results);
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        file + ", line " + (i + 1) + ": " + e.getMessage() + ": \"" + lines.get(i) + '"', e);
            }
        }
        if (results.rows().isEmpty()) {
            throw new IOException(file + ": there is no figure in it");
        }
        return results;
    }

    private static void parse(String line, Results results) {
        if (line.startsWith(FACT)) {
            int colon = line.indexOf(": ");
            if (colon < 0) {
                throw new IllegalArgumentException("a fact has a name, a colon and a value");
            }
            results.addFact(line.substring(FACT.length(), colon), line.substring(colon + 2));
        } else if (line.startsWith(FAILED)) {
            results.addFailure(line.substring(FAILED.length()));
        } else if (!line.startsWith("#") && !line.equals(HEAD)) {
            List<String> values = values(line);
            if (values.size() != COLUMNS) {
                throw new IllegalArgumentException("expected " + COLUMNS + " values, found " + values.size());
            }
            results.add(
                    Integer.parseInt(values.get(0)),
                    new Measurement(
                            values.get(1),
                            values.get(2),
                            values.get(3),
                            values.get(4),
                            Double.parseDouble(values.get(5)),
                            values.get(6)));
        }
    }

    private static String quoted(String value) {
        return value.matches("[^\",\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    private static List<String> values(String line) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && inside && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                value.append(c);
                i++;
            } else if (c == '"') {
                inside = !inside;
            } else if (c == ',' && !inside) {
                values.add(value.toString());
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
        if (inside) {
            throw new IllegalArgumentException("a quotation mark is open");
        }
        values.add(value.toString());
        return values;
    }
}
