package io.aiodiskdb.sample.archive;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;

/** The queries of the table of documents. */
interface DocumentRepository extends Repository<Document, UUID> {

    /** Which documents a search finds. A short text is also looked for at the begin of the hashes. */
    String FOUND = """
             where (:text = '' or locate(:text, lower(name)) > 0 or locate(:text, type) > 0
                 or left(sha256, char_length(:text)) = :text)
            """;

    /** Which documents that are there have bytes in a part of a data file. */
    String HIT = """
             where gone_at is null and file_index = :index and position < :to and position + size > :from
            """;

    Optional<Document> findById(UUID id);

    @Query("select * from document" + FOUND + "order by stored_at desc, number desc limit :size offset :offset")
    List<Document> find(String text, long offset, int size);

    @Query("select count(*) from document" + FOUND)
    long countFound(String text);

    @Query("select * from document" + HIT + "order by position limit :most")
    List<Document> findHit(int index, long from, long to, int most);

    @Query("select count(*) from document" + HIT)
    long countHit(int index, long from, long to);

    @Modifying
    @Query("update document set gone_at = :at" + HIT)
    long markHit(int index, long from, long to, OffsetDateTime at);

    @Query("select distinct file_index from document where gone_at is null order by file_index")
    List<Integer> findIndexesInUse();

    @Query("""
            select file_index, count(*) - count(gone_at) as documents, count(gone_at) as gone
            from document group by file_index order by file_index
            """)
    List<FileCensus> takeCensus();
}
