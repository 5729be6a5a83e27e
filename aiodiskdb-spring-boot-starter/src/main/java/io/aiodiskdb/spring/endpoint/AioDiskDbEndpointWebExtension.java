package io.aiodiskdb.spring.endpoint;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * What the endpoint answers over HTTP: status codes, and bodies that say what was wrong. Thread-safe.
 *
 * <p>It takes all parameters as text, because a number that is none should be answered with what is allowed, too.
 */
@EndpointWebExtension(endpoint = AioDiskDbEndpoint.class)
@RegisterReflectionForBinding(ErrorDescriptor.class)
public class AioDiskDbEndpointWebExtension {

    private static final int OK = 200;

    /** The operation goes on; nobody waits for it any more. */
    private static final int ACCEPTED = 202;

    private final AioDiskDbEndpoint endpoint;

    /**
     * Makes an extension.
     *
     * @param endpoint does the work
     */
    public AioDiskDbEndpointWebExtension(AioDiskDbEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Shows a database with its figures and settings.
     *
     * @param database its name
     * @return what there is of it, or 404
     */
    @ReadOperation
    public WebEndpointResponse<Object> database(@Selector String database) {
        return answer(() -> endpoint.database(database));
    }

    /**
     * Shows a side of a database.
     *
     * @param database its name
     * @param view {@code indices}, {@code events} or {@code verification}
     * @param from first index
     * @param limit most entries
     * @return what there is of it, or 400 or 404
     */
    @ReadOperation
    public WebEndpointResponse<Object> view(
            @Selector String database, @Selector String view, @Nullable String from, @Nullable String limit) {
        return answer(() -> endpoint.view(database, view, integer("from", from), integer("limit", limit)));
    }

    /**
     * Does something with a database.
     *
     * @param database its name
     * @param operation {@code flush} or {@code verify}
     * @return what was done; 202 if it goes on; 404, 409, 503 or 507
     */
    @WriteOperation
    public WebEndpointResponse<Object> operate(@Selector String database, @Selector String operation) {
        return answer(() -> endpoint.operate(database, operation));
    }

    /**
     * Prunes an index, or tells what that would do.
     *
     * @param database name of the database
     * @param pruning {@code drop}, {@code ltrim} or {@code rtrim}
     * @param index number of the data file
     * @param position where it is cut, unless it is dropped
     * @param dryRun {@code true}, the default, or {@code false}
     * @return what was done, or would be; 202 if it goes on; 400, 404, 409, 503 or 507
     */
    @DeleteOperation
    public WebEndpointResponse<Object> prune(
            @Selector String database,
            @Selector String pruning,
            @Selector String index,
            @Nullable String position,
            @Nullable String dryRun) {
        return answer(() -> endpoint.prune(
                database, pruning, parse("index", index, Integer.MAX_VALUE).intValue(), whole(position), bool(dryRun)));
    }

    private static WebEndpointResponse<Object> answer(Supplier<Object> operation) {
        try {
            Object body = operation.get();
            boolean goesOn = body instanceof LongOperation pending && !pending.done();
            return new WebEndpointResponse<>(body, goesOn ? ACCEPTED : OK);
        } catch (RefusedOperationException e) {
            return new WebEndpointResponse<>(
                    new ErrorDescriptor(e.status(), String.valueOf(e.getMessage())), e.status());
        }
    }

    private static @Nullable Integer integer(String parameter, @Nullable String text) {
        return text == null
                ? null
                : (Integer) parse(parameter, text, Integer.MAX_VALUE).intValue();
    }

    private static @Nullable Long whole(@Nullable String text) {
        return text == null ? null : parse("position", text, 0xFFFF_FFFFL);
    }

    private static Long parse(String parameter, String text, long most) {
        try {
            long value = Long.parseLong(text);
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // answered below, like a number that is too large
        }
        throw RefusedOperationException.badRequest(
                parameter + " must be a number from 0 to " + most + ", but is \"" + text + "\"");
    }

    private static @Nullable Boolean bool(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw RefusedOperationException.badRequest("dryRun must be true or false, but is \"" + text + "\"");
        };
    }
}
