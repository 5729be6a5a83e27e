package io.aiodiskdb.spring.endpoint;

import java.util.List;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The last events of a database.
 *
 * @param database its name
 * @param events newest first
 */
public record EventsDescriptor(String database, List<EventDescriptor> events) implements OperationResponseBody {}
