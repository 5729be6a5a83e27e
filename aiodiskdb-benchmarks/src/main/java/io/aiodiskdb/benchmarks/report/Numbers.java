package io.aiodiskdb.benchmarks.report;

import java.util.Locale;

/** Writes figures with three digits or so: more would pretend what such measurements do not give. */
final class Numbers {

    private Numbers() {}

    static String of(double value) {
        double size = Math.abs(value);
        if (size >= 1e9) {
            return String.format(Locale.ROOT, "%.2f G", value / 1e9);
        }
        if (size >= 1e6) {
            return String.format(Locale.ROOT, "%.2f M", value / 1e6);
        }
        if (size >= 1e4) {
            return String.format(Locale.ROOT, "%.1f k", value / 1e3);
        }
        return String.format(Locale.ROOT, size >= 100 ? "%.0f" : "%.2f", value);
    }

    /** {@return the median, and in brackets the smallest and the largest figure if there are more} */
    static String withSpread(Figures figures) {
        return figures.byRound().size() == 1
                ? of(figures.median())
                : of(figures.median()) + " (" + of(figures.least()) + "–" + of(figures.most()) + ")";
    }
}
