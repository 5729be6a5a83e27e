package io.aiodiskdb.benchmarks.workload;

/**
 * One figure of one pass.
 *
 * @param workload such as W1
 * @param variant such as "1024 B, 4 threads, synced"
 * @param system name of the system
 * @param metric what was measured
 * @param value the figure
 * @param unit such as "/s" or "ms"
 */
public record Measurement(String workload, String variant, String system, String metric, double value, String unit) {

    private static final String SEPARATOR = "\t";
    private static final int PARTS = 7;

    /** Refuses a figure that is none: it would spoil medians. */
    public Measurement {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    workload + ", " + variant + ", " + system + ", " + metric + ": " + value + " is not a figure");
        }
    }

    /** {@return a line that {@link #parse} understands} */
    public String toLine() {
        return String.join(SEPARATOR, "RESULT", workload, variant, system, metric, Double.toString(value), unit);
    }

    /** {@return whether a line is a measurement} */
    public static boolean isLine(String line) {
        return line.startsWith("RESULT" + SEPARATOR);
    }

    /** {@return the measurement of a line} */
    public static Measurement parse(String line) {
        String[] parts = line.split(SEPARATOR, -1);
        if (parts.length != PARTS) {
            throw new IllegalArgumentException("a measurement has " + PARTS + " parts: " + line);
        }
        return new Measurement(parts[1], parts[2], parts[3], parts[4], Double.parseDouble(parts[5]), parts[6]);
    }
}
