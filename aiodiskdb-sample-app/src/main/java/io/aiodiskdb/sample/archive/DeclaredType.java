package io.aiodiskdb.sample.archive;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes media types of what clients declare. It is a hint, no more: see {@link Preview} for what is made of it. */
final class DeclaredType {

    static final String UNKNOWN = "application/octet-stream";

    /** Most characters: RFC 6838 allows 127 for each half, but no registered type comes near. */
    static final int MAX_LENGTH = 127;

    /** A restricted name of RFC 6838 on each side of the slash. */
    private static final Pattern TYPE = Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*");

    private DeclaredType() {}

    /**
     * Makes a type.
     *
     * @param declared anything, or null
     * @return type and subtype in small letters, without parameters; {@value #UNKNOWN} if it is none
     */
    static String of(@Nullable String declared) {
        if (declared == null) {
            return UNKNOWN;
        }
        int parameters = declared.indexOf(';');
        String type = (parameters < 0 ? declared : declared.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        return type.length() <= MAX_LENGTH && TYPE.matcher(type).matches() ? type : UNKNOWN;
    }
}
