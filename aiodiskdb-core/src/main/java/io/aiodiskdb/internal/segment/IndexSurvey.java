package io.aiodiskdb.internal.segment;

import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.error.InvalidDataFileException;
import io.aiodiskdb.model.IndexStats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the indices that there are. Reads journals that nobody has asked for yet, so it blocks; used by one thread. */
final class IndexSurvey {

    private final SegmentTable table;
    private final Runnable check;

    /**
     * Prepares a survey.
     *
     * @param check called before each index; an exception ends the survey
     */
    IndexSurvey(SegmentTable table, Runnable check) {
        this.table = table;
        this.check = check;
    }

    List<IndexStats> run() throws IOException {
        List<IndexStats> found = new ArrayList<>();
        int highest = table.highest();
        for (int index = table.knownFrom(0, highest); index <= highest; index = table.knownFrom(index + 1, highest)) {
            check.run();
            IndexStats stats = examine(index);
            if (stats != null) {
                found.add(stats);
            }
        }
        return found;
    }

    private @Nullable IndexStats examine(int index) throws IOException {
        try {
            return Uninterrupted.<@Nullable IndexStats>call(() -> {
                Segment segment = table.find(index);
                return segment == null ? null : examine(segment);
            });
        } catch (CorruptDataException | InvalidDataFileException e) {
            return new IndexStats(index, 0, 0, 0, IndexStats.UNKNOWN_ITEMS, String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable IndexStats examine(Segment segment) throws IOException {
        while (true) {
            Segment.View view = segment.view();
            if (view.dropped()) {
                return null;
            }
            long items = count(segment, view);
            if (segment.view().version() == view.version()) {
                return new IndexStats(segment.index(), view.begin(), view.end(), view.end(), items, null);
            }
        }
    }

    /** A journal that cannot be read says nothing about whether the bytes can. */
    private static long count(Segment segment, Segment.View view) throws IOException {
        try {
            return segment.items().count(view);
        } catch (CorruptDataException e) {
            return IndexStats.UNKNOWN_ITEMS;
        }
    }
}
