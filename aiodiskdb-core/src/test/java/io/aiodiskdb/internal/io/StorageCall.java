package io.aiodiskdb.internal.io;

import java.util.Set;
import java.util.function.Predicate;

/**
 * One call of a {@link SimulatedStorage} or of a file of it, as a {@link FaultInjector} and the trace see it.
 *
 * @param kind what is called
 * @param name the file; empty for calls that concern the whole directory
 * @param otherName the new name, if it is a rename; else empty
 * @param offset where in the file; the new length, if the file is cut
 * @param length how many bytes are asked for
 * @param number its number among all calls, from 1
 * @param step its number among the calls that {@linkplain Kind#isStep() may change the disk}; that of the last such
 *     call, if it is none itself
 */
public record StorageCall(Kind kind, String name, String otherName, long offset, long length, long number, long step) {

    /** What is called. */
    public enum Kind {
        LIST,
        OPEN_FOR_READING,
        OPEN_FOR_WRITING,
        CREATE(true),
        DELETE(true),
        RENAME(true),
        FORCE_DIRECTORY(true),
        QUARANTINE(true),
        USABLE_SPACE,
        READ,
        WRITE(true),
        TRUNCATE(true),
        LENGTH,
        FORCE(true),
        CLOSE;

        private final boolean step;

        Kind() {
            this(false);
        }

        Kind(boolean step) {
            this.step = step;
        }

        /** {@return whether a power cut at this call may leave another disk than one at the call before} */
        public boolean isStep() {
            return step;
        }
    }

    /**
     * Picks calls by their kind.
     *
     * @param kinds any of these
     * @return the filter
     */
    public static Predicate<StorageCall> ofKind(Kind... kinds) {
        Set<Kind> wanted = Set.of(kinds);
        return call -> wanted.contains(call.kind());
    }

    /**
     * Picks calls by the file that they concern, a rename by either name.
     *
     * @param suffix how the name ends, such as {@code ".journal"} or the whole of it
     * @return the filter
     */
    public static Predicate<StorageCall> onFile(String suffix) {
        return call -> call.name().endsWith(suffix)
                || (call.kind() == Kind.RENAME && call.otherName().endsWith(suffix));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(number);
        if (kind.isStep()) {
            text.append(" (step ").append(step).append(')');
        }
        text.append(' ').append(kind);
        if (!name.isEmpty()) {
            text.append(' ').append(name);
        }
        switch (kind) {
            case RENAME -> text.append(" to ").append(otherName);
            case READ, WRITE, QUARANTINE ->
                text.append(" at ").append(offset).append(" + ").append(length);
            case TRUNCATE -> text.append(" to ").append(offset);
            default -> {}
        }
        return text.toString();
    }
}
