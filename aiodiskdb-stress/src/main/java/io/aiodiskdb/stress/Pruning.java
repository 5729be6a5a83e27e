package io.aiodiskdb.stress;

import io.aiodiskdb.model.IndexStats;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that takes items away on purpose.
 *
 * @param kind how
 * @param index number of the data file
 * @param position new begin or new end, in bytes; 0 for a drop
 */
record Pruning(Kind kind, int index, long position) {

    /** The three ways. */
    enum Kind {
        LTRIM,
        RTRIM,
        DROP
    }

    /** {@return kind, index and position, as the log has them} */
    String format() {
        return kind.name().toLowerCase(Locale.ROOT) + " " + index + " " + position;
    }

    /** {@return whether it takes away an item at this place, wholly or in part} */
    boolean covers(int itemIndex, long itemPosition, long itemEnd) {
        return itemIndex == index
                && switch (kind) {
                    case LTRIM -> itemPosition < position;
                    case RTRIM -> itemEnd > position;
                    case DROP -> true;
                };
    }

    /** {@return whether an index looks as if this had been done} */
    boolean isDone(@Nullable IndexStats stats) {
        if (stats == null) {
            return kind == Kind.DROP;
        }
        return switch (kind) {
            case LTRIM -> stats.begin() >= position;
            case RTRIM -> stats.end() <= position;
            case DROP -> false;
        };
    }
}
