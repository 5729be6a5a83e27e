package io.aiodiskdb.sample.archive;

import java.text.Normalizer;
import java.util.Optional;

/**
 * Makes names of what clients send as such: text for people to read, which no program takes for a path.
 *
 * <p>The last segment, whichever system's separator there is; without control characters, and without those that turn the
 * direction of writing and so let a name look like another one; in the normal form NFC.
 */
final class FileName {

    /** Most UTF-16 units: as many as most file systems take. */
    static final int MAX_LENGTH = 255;

    /** What is taken for an extension, and kept when a name is cut. */
    private static final int MAX_EXTENSION = 16;

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private FileName() {}

    /**
     * Makes a name.
     *
     * @param sent anything
     * @return a name of 1 to {@value #MAX_LENGTH} UTF-16 units; nothing if nothing is left of it
     */
    static Optional<String> of(String sent) {
        String name = Normalizer.normalize(lastSegment(printable(sent)), Normalizer.Form.NFC)
                .strip();
        if (name.chars().allMatch(c -> c == '.')) {
            return Optional.empty();
        }
        return Optional.of(shortened(name));
    }

    private static String printable(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints().filter(FileName::isPrintable).forEach(kept::appendCodePoint);
        return kept.toString();
    }

    /** The two joiners are parts of words in some scripts, and of emoji. */
    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            case Character.FORMAT -> codePoint == ZERO_WIDTH_NON_JOINER || codePoint == ZERO_WIDTH_JOINER;
            default -> true;
        };
    }

    private static String lastSegment(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    private static String shortened(String name) {
        if (name.length() <= MAX_LENGTH) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String extension = dot > 0 && name.length() - dot <= MAX_EXTENSION ? name.substring(dot) : "";
        int end = MAX_LENGTH - extension.length();
        if (Character.isHighSurrogate(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end) + extension;
    }
}
