package io.aiodiskdb.benchmarks.report;

import io.aiodiskdb.benchmarks.system.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws groups of horizontal bars as SVG, with the figure and its range at each bar. The colours suit light and dark pages.
 *
 * <p>The axis is logarithmic if the largest figure is more than {@value #LOGARITHMIC_FROM} times the smallest.
 */
final class BarChart {

    private static final double LOGARITHMIC_FROM = 20;
    private static final int WIDTH = 960;
    private static final int LABELS = 150;
    private static final int FIGURES = 190;
    private static final int BAR = 16;
    private static final int GAP = 4;
    private static final int GROUP_HEAD = 26;
    private static final int TITLE = 52;

    private static final String STYLE = """
            text { font: 13px system-ui, sans-serif; fill: #24292f }
            .title { font-size: 16px; font-weight: 600 }
            .group { font-weight: 600 }
            .note { font-size: 12px; fill: #57606a }
            .ours { fill: #0969da } .default { fill: #79b8f5 } .peer { fill: #bf8700 } .limit { fill: #8c959f }
            .range { stroke: #24292f; stroke-width: 1.5; stroke-opacity: .7 }
            @media (prefers-color-scheme: dark) {
              text { fill: #e6edf3 } .note { fill: #9198a1 }
              .ours { fill: #4493f8 } .default { fill: #264f86 } .peer { fill: #d29922 } .limit { fill: #656c76 }
              .range { stroke: #e6edf3 }
            }
            """;

    private final String title;
    private final String note;
    private final List<Group> groups = new ArrayList<>();

    BarChart(String title, String note) {
        this.title = title;
        this.note = note;
    }

    /** Bars that belong together. */
    private record Group(String label, Map<String, Figures> bars) {}

    /** Adds a group; bars are drawn in the map's order, each in the colour of its system's role. */
    void add(String label, Map<String, Figures> bars) {
        groups.add(new Group(label, bars));
    }

    /** {@return the picture} */
    String toSvg() {
        Scale scale = scale();
        StringBuilder body = new StringBuilder();
        int y = TITLE;
        for (Group group : groups) {
            body.append(text("group", 8, y + GROUP_HEAD - 9, group.label(), "start"));
            y += GROUP_HEAD;
            for (Map.Entry<String, Figures> bar : group.bars().entrySet()) {
                body.append(bar(scale, y, bar.getKey(), bar.getValue()));
                y += BAR + GAP;
            }
        }
        int height = y + GAP;
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s">
                <style>
                %s</style>
                %s%s%s</svg>
                """.formatted(
                        WIDTH,
                        height,
                        WIDTH,
                        height,
                        escaped(title),
                        STYLE,
                        text("title", 8, 20, title, "start"),
                        text("note", 8, 40, note + (scale.logarithmic() ? "; logarithmic axis" : ""), "start"),
                        body);
    }

    private String bar(Scale scale, int y, String system, Figures figures) {
        double end = scale.of(figures.median());
        double middle = y + BAR / 2.0;
        String range = figures.byRound().size() == 1
                ? ""
                : String.format(
                        Locale.ROOT,
                        "<line class=\"range\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>\n",
                        scale.of(figures.least()),
                        scale.of(figures.most()),
                        middle,
                        middle);
        return text("", LABELS - 8, y + BAR - 3, system, "end")
                + String.format(
                        Locale.ROOT,
                        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>\n",
                        colour(system),
                        LABELS,
                        y,
                        Math.max(1, end - LABELS),
                        BAR)
                + range
                + text(
                        "",
                        Math.max(end, scale.of(figures.most())) + 6,
                        y + BAR - 3,
                        Numbers.withSpread(figures),
                        "start");
    }

    private static String colour(String system) {
        return switch (Role.of(system)) {
            case OURS -> "ours";
            case OURS_BY_DEFAULT -> "default";
            case PEER -> "peer";
            case LIMIT -> "limit";
        };
    }

    private Scale scale() {
        double least = Double.MAX_VALUE;
        double most = 0;
        for (Group group : groups) {
            for (Figures figures : group.bars().values()) {
                most = Math.max(most, figures.most());
                if (figures.least() > 0) {
                    least = Math.min(least, figures.least());
                }
            }
        }
        boolean logarithmic = most > LOGARITHMIC_FROM * least;
        return new Scale(logarithmic, logarithmic ? least / 2 : 0, most == 0 ? 1 : most);
    }

    /** Where a figure lies from left to right. */
    private record Scale(boolean logarithmic, double from, double to) {

        double of(double value) {
            double share = logarithmic
                    ? Math.log(Math.max(value, from) / from) / Math.log(to / from)
                    : (value - from) / (to - from);
            return LABELS + share * (WIDTH - LABELS - FIGURES);
        }
    }

    private static String text(String style, double x, double y, String content, String anchor) {
        return String.format(
                Locale.ROOT,
                "<text%s x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
                style.isEmpty() ? "" : " class=\"" + style + '"',
                x,
                y,
                anchor,
                escaped(content));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
