package io.aiodiskdb.sample.archive;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.data.jdbc.core.JdbcAggregateOperations;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The table of documents. Thread-safe; blocks. What it changes, it changes as part of the caller's transaction. */
@Component
class DocumentRows {

    private final DocumentRepository repository;
    private final JdbcAggregateOperations aggregates;
    private final JdbcOperations jdbc;
    private final AtomicLong version = new AtomicLong();

    DocumentRows(DocumentRepository repository, JdbcAggregateOperations aggregates, JdbcOperations jdbc) {
        this.repository = repository;
        this.aggregates = aggregates;
        this.jdbc = jdbc;
    }

    /** {@return a number that is another one after each change} */
    long version() {
        return version.get();
    }

    /** Inserts: to save would be to look for the row first, because its identifier is there already. */
    @Transactional
    void insertAll(List<Document> documents) {
        aggregates.insertAll(documents);
        version.incrementAndGet();
    }

    /**
     * Makes everything durable that has been committed. H2 alone writes at the commit, but leaves it to the operating
     * system when that reaches the disk.
     */
    void force() {
        jdbc.execute("checkpoint sync");
        version.incrementAndGet();
    }

    /** {@return how many documents that had bytes in this range are gone from now on} */
    @Transactional
    long markGone(FileRange range, OffsetDateTime at) {
        long marked = repository.markHit(range.index(), range.from(), range.to(), at);
        version.incrementAndGet();
        return marked;
    }

    Optional<Document> find(UUID id) {
        return repository.findById(id);
    }

    List<Document> find(String text, long offset, int size) {
        return repository.find(text, offset, size);
    }

    long count(String text) {
        return repository.countFound(text);
    }

    List<Document> hit(FileRange range, int most) {
        return repository.findHit(range.index(), range.from(), range.to(), most);
    }

    long countHit(FileRange range) {
        return repository.countHit(range.index(), range.from(), range.to());
    }

    List<Integer> indexesInUse() {
        return repository.findIndexesInUse();
    }

    List<FileCensus> census() {
        return repository.takeCensus();
    }
}
