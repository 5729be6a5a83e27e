package io.aiodiskdb.spring.endpoint;

import java.util.List;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * All databases.
 *
 * @param databases in alphabetical order of their names
 */
public record DatabasesDescriptor(List<DatabaseDescriptor> databases) implements OperationResponseBody {}
