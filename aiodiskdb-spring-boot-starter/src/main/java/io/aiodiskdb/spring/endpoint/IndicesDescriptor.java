package io.aiodiskdb.spring.endpoint;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A page of the indices of a database.
 *
 * @param database its name
 * @param total number of indices that there are
 * @param indices those of this page, in ascending order
 * @param next where the next page begins; null if this is the last one
 */
public record IndicesDescriptor(
        String database,
        int total,
        List<IndexDescriptor> indices,
        @Nullable Integer next) implements OperationResponseBody {}
