package io.aiodiskdb.stress;

import io.aiodiskdb.model.ItemLocation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A line of the log of acknowledgements. What it says was true when it was written; {@link Intended} and
 * {@link FlushAsked} are written before the operation begins, all others after it has ended.
 *
 * <p>A line ends with a semicolon: a process that is killed in the middle of a write can leave a piece of one, and a
 * piece of a number is a number.
 */
sealed interface LogLine {

    /** {@return the number of the opening of the store that it belongs to} */
    int session();

    /** The store is about to be opened. */
    record SessionBegun(int session) implements LogLine {

        @Override
        public String format() {
            return "S " + session + ";";
        }
    }

    /** An index as the opening found it; one line for each, before {@link Opened}. */
    record Found(int session, int index, long begin, long end) implements LogLine {

        @Override
        public String format() {
            return "I " + session + " " + index + " " + begin + " " + end + ";";
        }
    }

    /** The store runs, and all indices have been told. */
    record Opened(int session) implements LogLine {

        @Override
        public String format() {
            return "O " + session + ";";
        }
    }

    /** An add is complete. */
    record Added(int session, int writer, long sequence, ItemLocation location, boolean durable) implements LogLine {

        @Override
        public String format() {
            return (durable ? "D " : "A ") + session + " " + writer + " " + sequence + " " + location + ";";
        }
    }

    /** A transaction is committed. */
    record Committed(int session, int writer, long sequence, List<ItemLocation> locations) implements LogLine {

        public Committed {
            locations = List.copyOf(locations);
        }

        @Override
        public String format() {
            return locations.stream()
                    .map(ItemLocation::toString)
                    .collect(Collectors.joining(" ", "T " + session + " " + writer + " " + sequence + " ", ";"));
        }
    }

    /** A flush is about to be asked for. */
    record FlushAsked(int session, long id) implements LogLine {

        @Override
        public String format() {
            return "f " + session + " " + id + ";";
        }
    }

    /** A flush is complete: what was acknowledged before it was asked for is durable. */
    record Flushed(int session, long id) implements LogLine {

        @Override
        public String format() {
            return "F " + session + " " + id + ";";
        }
    }

    /** A {@code Written} event has arrived. */
    record WrittenTo(int session, int index, long end) implements LogLine {

        @Override
        public String format() {
            return "W " + session + " " + index + " " + end + ";";
        }
    }

    /** An operation has failed in a way that promises that nothing of it is stored. */
    record NotStored(int session, int writer, long sequence) implements LogLine {

        @Override
        public String format() {
            return "N " + session + " " + writer + " " + sequence + ";";
        }
    }

    /** A pruning is about to be asked for. */
    record Intended(int session, long id, Pruning pruning) implements LogLine {

        @Override
        public String format() {
            return "p " + session + " " + id + " " + pruning.format() + ";";
        }
    }

    /** A pruning is done. */
    record Pruned(int session, long id) implements LogLine {

        @Override
        public String format() {
            return "P " + session + " " + id + ";";
        }
    }

    /** A pruning has failed, and the running store shows that it has not been done. */
    record NotPruned(int session, long id) implements LogLine {

        @Override
        public String format() {
            return "Q " + session + " " + id + ";";
        }
    }

    /** The store was closed without an error. */
    record Closed(int session) implements LogLine {

        @Override
        public String format() {
            return "C " + session + ";";
        }
    }

    /** The load has seen something that must not be. */
    record Violation(int session, String text) implements LogLine {

        @Override
        public String format() {
            return "V " + session + " " + text.replaceAll("[;\\s]+", " ") + ";";
        }
    }

    /** {@return the text, with its semicolon and without an end of line} */
    String format();

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is none; {@link #isWhole} tells a torn line beforehand
     */
    static LogLine parse(String text) {
        String[] parts = text.substring(0, text.length() - 1).split(" ", -1);
        try {
            int session = Integer.parseInt(parts[1]);
            return switch (parts[0]) {
                case "S" -> new SessionBegun(session);
                case "I" -> new Found(session, integer(parts, 2), number(parts, 3), number(parts, 4));
                case "O" -> new Opened(session);
                case "A", "D" ->
                    new Added(
                            session,
                            integer(parts, 2),
                            number(parts, 3),
                            ItemLocation.parse(parts[4]),
                            parts[0].equals("D"));
                case "T" ->
                    new Committed(
                            session,
                            integer(parts, 2),
                            number(parts, 3),
                            Arrays.stream(parts)
                                    .skip(4)
                                    .map(ItemLocation::parse)
                                    .toList());
                case "f" -> new FlushAsked(session, number(parts, 2));
                case "F" -> new Flushed(session, number(parts, 2));
                case "W" -> new WrittenTo(session, integer(parts, 2), number(parts, 3));
                case "N" -> new NotStored(session, integer(parts, 2), number(parts, 3));
                case "p" ->
                    new Intended(
                            session,
                            number(parts, 2),
                            new Pruning(
                                    Pruning.Kind.valueOf(parts[3].toUpperCase(Locale.ROOT)),
                                    integer(parts, 4),
                                    number(parts, 5)));
                case "P" -> new Pruned(session, number(parts, 2));
                case "Q" -> new NotPruned(session, number(parts, 2));
                case "C" -> new Closed(session);
                case "V" ->
                    new Violation(session, String.join(" ", Arrays.asList(parts).subList(2, parts.length)));
                default -> throw new IllegalArgumentException("unknown kind " + parts[0]);
            };
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("not a line of an acknowledgement log: \"" + text + "\"", e);
        }
    }

    /** {@return whether a line was written to its end} */
    static boolean isWhole(String text) {
        return text.endsWith(";");
    }

    private static int integer(String[] parts, int at) {
        return Integer.parseInt(parts[at]);
    }

    private static long number(String[] parts, int at) {
        return Long.parseLong(parts[at]);
    }
}
