package io.aiodiskdb.sample.archive;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** How many documents each data file holds. Thread-safe; blocks. */
@Component
public class ArchiveCensus {

    private final DocumentRows rows;

    ArchiveCensus(DocumentRows rows) {
        this.rows = rows;
    }

    /** {@return a number that is another one when the counts may have changed} */
    public long version() {
        return rows.version();
    }

    /** {@return the counts by the number of the file; of the documents that have rows} */
    public Map<Integer, FileCensus> take() {
        return rows.census().stream().collect(Collectors.toMap(FileCensus::fileIndex, Function.identity()));
    }
}
