package io.aiodiskdb.spring.endpoint;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.DbStats;
import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Shows the databases of an application, flushes, verifies and prunes them. Thread-safe.
 *
 * <p>Only reading is allowed unless {@code management.endpoint.aiodiskdb.access} says otherwise. Nothing that it answers names
 * the directory of a database. Operations that take long are waited for during a bounded time, and go on behind it.
 */
@Endpoint(id = "aiodiskdb", defaultAccess = Access.READ_ONLY)
@RegisterReflectionForBinding({
    // In a native image, only those that an operation names as its result would be known.
    EventsDescriptor.class,
    FlushDescriptor.class,
    IndicesDescriptor.class,
    VerificationDescriptor.class
})
public class AioDiskDbEndpoint {

    /** Most indices on a page. */
    static final int MOST_INDICES = 1000;

    private static final int DEFAULT_LIMIT = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AioDiskDbRegistry registry;
    private final Supplier<@Nullable AioDiskDb> primary;
    private final RecentEvents events;
    private final Waiting waiting;
    private final Verifications verifications = new Verifications(Clock.systemUTC());

    /**
     * Makes an endpoint.
     *
     * @param registry has the databases
     * @param primary tells which one is injected without a qualifier, if any is
     * @param events what has happened to them
     */
    public AioDiskDbEndpoint(AioDiskDbRegistry registry, Supplier<@Nullable AioDiskDb> primary, RecentEvents events) {
        this(registry, primary, events, PATIENCE);
    }

    AioDiskDbEndpoint(
            AioDiskDbRegistry registry, Supplier<@Nullable AioDiskDb> primary, RecentEvents events, Duration patience) {
        this.registry = registry;
        this.primary = primary;
        this.events = events;
        this.waiting = new Waiting(patience);
    }

    /** {@return all databases with their figures} */
    @ReadOperation
    public DatabasesDescriptor databases() {
        AioDiskDb injected = primary.get();
        return new DatabasesDescriptor(registry.databases().entrySet().stream()
                .map(entry ->
                        DatabaseDescriptor.of(entry.getKey(), entry.getValue(), entry.getValue() == injected, false))
                .toList());
    }

    /**
     * Shows a database with its figures and settings.
     *
     * @param database its name
     * @return what there is of it
     */
    @ReadOperation
    public DatabaseDescriptor database(@Selector String database) {
        AioDiskDb found = find(database);
        return DatabaseDescriptor.of(database, found, found == primary.get(), true);
    }

    /**
     * Shows a side of a database.
     *
     * @param database its name
     * @param view {@code indices}, {@code events} or {@code verification}
     * @param from first index; 0 by default
     * @param limit most entries; 100 by default
     * @return an {@link IndicesDescriptor}, {@link EventsDescriptor} or {@link VerificationDescriptor}
     */
    @ReadOperation
    public Object view(
            @Selector String database, @Selector String view, @Nullable Integer from, @Nullable Integer limit) {
        AioDiskDb found = find(database);
        return switch (view) {
            case "indices" -> indices(database, found, from, limit);
            case "events" -> events(database, found, from, limit);
            case "verification" -> {
                Ranges.forbid("from", from, view);
                Ranges.forbid("limit", limit, view);
                yield verifications.describe(database);
            }
            default ->
                throw RefusedOperationException.notFound(
                        "a view must be indices, events or verification, but is \"" + view + "\"");
        };
    }

    /**
     * Does something with a database.
     *
     * @param database its name
     * @param operation {@code flush} or {@code verify}
     * @return a {@link FlushDescriptor} or {@link VerificationDescriptor}
     */
    @WriteOperation
    public Object operate(@Selector String database, @Selector String operation) {
        AioDiskDb found = find(database);
        return switch (operation) {
            case "flush" -> flush(database, found);
            case "verify" -> {
                Optional<?> unused = waiting.result(verifications.begin(database, found));
                yield verifications.describe(database);
            }
            default ->
                throw RefusedOperationException.notFound(
                        "an operation must be flush or verify, but is \"" + operation + "\"");
        };
    }

    /**
     * Prunes an index, or tells what that would do.
     *
     * @param database name of the database
     * @param pruning {@code drop}, {@code ltrim} or {@code rtrim}
     * @param index number of the data file
     * @param position where it is cut, unless it is dropped
     * @param dryRun whether nothing is to be done; this is the default
     * @return what was done, or would be
     */
    @DeleteOperation
    public PruningDescriptor prune(
            @Selector String database,
            @Selector String pruning,
            @Selector int index,
            @Nullable Long position,
            @Nullable Boolean dryRun) {
        AioDiskDb found = find(database);
        Pruning way = Pruning.named(pruning);
        Ranges.check("index", index, 0, found.config().maxFiles() - 1);
        way.check(position);
        if (!found.overwriteEnabled()) {
            throw Pruning.overwritingDisabled();
        }
        IndexStats stats = indices(found).stream()
                .filter(existing -> existing.index() == index)
                .findFirst()
                .orElseThrow(() -> RefusedOperationException.notFound("there is no index " + index));
        ItemLocation removed = way.removed(stats, position);
        Long items = way.countItems(found, stats, removed);
        if (!Boolean.FALSE.equals(dryRun)) {
            return new PruningDescriptor(database, pruning, index, position, true, true, removed.size(), items);
        }
        Optional<Long> bytes = waiting.result(way.apply(found, index, position));
        return new PruningDescriptor(
                database, pruning, index, position, false, bytes.isPresent(), bytes.orElse(removed.size()), items);
    }

    private AioDiskDb find(String name) {
        AioDiskDb found = registry.databases().get(name);
        if (found == null) {
            throw RefusedOperationException.notFound("there is no database \"" + name + "\", but "
                    + registry.databases().keySet());
        }
        return found;
    }

    private FlushDescriptor flush(String name, AioDiskDb database) {
        boolean done =
                waiting.result(database.flush().thenApply(nothing -> true)).isPresent();
        DbStats stats = database.stats();
        return new FlushDescriptor(name, done, stats.itemsBuffered(), stats.bytesBuffered(), stats.lastFlush());
    }

    private EventsDescriptor events(String name, AioDiskDb database, @Nullable Integer from, @Nullable Integer limit) {
        Ranges.forbid("from", from, "events");
        int most = Ranges.check("limit", limit == null ? DEFAULT_LIMIT : limit, 1, RecentEvents.MOST);
        return new EventsDescriptor(name, events.of(database, most));
    }

    private IndicesDescriptor indices(
            String name, AioDiskDb database, @Nullable Integer from, @Nullable Integer limit) {
        int first = Ranges.check("from", from == null ? 0 : from, 0, Integer.MAX_VALUE);
        int most = Ranges.check("limit", limit == null ? DEFAULT_LIMIT : limit, 1, MOST_INDICES);
        List<IndexStats> all = indices(database);
        List<IndexStats> rest =
                all.stream().filter(stats -> stats.index() >= first).toList();
        Redaction redaction = Redaction.of(database);
        List<IndexDescriptor> page = rest.stream()
                .limit(most)
                .map(stats -> IndexDescriptor.of(stats, redaction))
                .toList();
        Integer next = rest.size() > most ? (Integer) rest.get(most).index() : null;
        return new IndicesDescriptor(name, all.size(), page, next);
    }

    private List<IndexStats> indices(AioDiskDb database) {
        return waiting.result(database.indices())
                .orElseThrow(() -> RefusedOperationException.unavailable(
                        "the indices are still being read; ask again in a moment"));
    }
}
