package io.aiodiskdb.spring.endpoint;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * An operation of the endpoint that was not done. Its message is for whoever has asked, and names no path.
 *
 * <p>Over JMX it arrives as an {@code IllegalArgumentException} with that message.
 */
final class RefusedOperationException extends InvalidEndpointRequestException {

    private static final long serialVersionUID = 1L;

    private final int status;

    private RefusedOperationException(int status, String message) {
        super(message, message);
        this.status = status;
    }

    /** Something that was asked for is not allowed or not understood. */
    static RefusedOperationException badRequest(String message) {
        return new RefusedOperationException(400, message);
    }

    /** Something that was asked for is not there. */
    static RefusedOperationException notFound(String message) {
        return new RefusedOperationException(404, message);
    }

    /** It could be done, but not as things are. */
    static RefusedOperationException conflict(String message) {
        return new RefusedOperationException(409, message);
    }

    /** The database cannot do it at the moment. */
    static RefusedOperationException unavailable(String message) {
        return new RefusedOperationException(503, message);
    }

    /** There is no room for it. */
    static RefusedOperationException noRoom(String message) {
        return new RefusedOperationException(507, message);
    }

    /** {@return the status code of HTTP} */
    int status() {
        return status;
    }
}
