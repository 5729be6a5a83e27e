package io.aiodiskdb.internal.format;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The names of a database's files.
 *
 * @param prefix first part of the names
 * @param padding least number of digits
 */
public record FileNames(String prefix, int padding) {

    /** The name of the write-ahead file. It does not bear the prefix: one directory, one database. */
    public static final String AHEAD = ".aiodiskdb.ahead";

    private static final String DATA_SUFFIX = ".dat";
    private static final String JOURNAL_SUFFIX = ".journal";
    private static final String TEMPORARY_PREFIX = ".tmp.";
    private static final String CHECKPOINT_PREFIX = ".checkpoint-";
    private static final int MAX_DIGITS = 9;
    private static final int MAX_TIMESTAMP_DIGITS = 18;

    /**
     * {@return the name of a data file}
     *
     * @param index its number
     */
    public String data(int index) {
        return stem(index) + DATA_SUFFIX;
    }

    /**
     * {@return the name of a journal}
     *
     * @param index number of its data file
     */
    public String journal(int index) {
        return stem(index) + JOURNAL_SUFFIX;
    }

    /**
     * {@return the name of a data file that is not finished}
     *
     * @param index its number
     */
    public String temporary(int index) {
        return TEMPORARY_PREFIX + data(index);
    }

    private String stem(int index) {
        String digits = Integer.toString(index);
        return prefix + "0".repeat(Math.max(0, padding - digits.length())) + digits;
    }

    /**
     * Tells whether a name is that of a data file.
     *
     * @param name any name
     * @return its number
     */
    public OptionalInt dataIndex(String name) {
        return index(name, prefix, DATA_SUFFIX);
    }

    /**
     * Tells whether a name is that of a journal.
     *
     * @param name any name
     * @return the number of its data file
     */
    public OptionalInt journalIndex(String name) {
        return index(name, prefix, JOURNAL_SUFFIX);
    }

    /**
     * Tells whether a name is that of an unfinished data file.
     *
     * @param name any name
     * @return whether it is
     */
    public boolean isTemporary(String name) {
        return index(name, TEMPORARY_PREFIX + prefix, DATA_SUFFIX).isPresent();
    }

    private OptionalInt index(String name, String start, String end) {
        if (!name.startsWith(start) || !name.endsWith(end) || name.length() < start.length() + end.length()) {
            return OptionalInt.empty();
        }
        String digits = name.substring(start.length(), name.length() - end.length());
        boolean wellFormed = isDigits(digits, MAX_DIGITS)
                && digits.length() >= padding
                && (digits.length() == padding || digits.charAt(0) != '0');
        return wellFormed ? OptionalInt.of(Integer.parseInt(digits)) : OptionalInt.empty();
    }

    /**
     * Tells whether a name is that of a checkpoint, which the Python library leaves when it dies in a commit.
     *
     * @param name any name
     * @return when it was taken, in milliseconds since 1970
     */
    public static OptionalLong checkpointMillis(String name) {
        if (!name.startsWith(CHECKPOINT_PREFIX)) {
            return OptionalLong.empty();
        }
        String digits = name.substring(CHECKPOINT_PREFIX.length());
        return isDigits(digits, MAX_TIMESTAMP_DIGITS) ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
    }

    private static boolean isDigits(String text, int most) {
        return !text.isEmpty() && text.length() <= most && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
