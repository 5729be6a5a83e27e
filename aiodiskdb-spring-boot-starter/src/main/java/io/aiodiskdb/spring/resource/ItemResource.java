package io.aiodiskdb.spring.resource;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.AbstractResource;
import org.springframework.util.StringUtils;

/**
 * An item of a database as a Spring resource: for controllers, also with HTTP ranges, and for everything else that reads
 * resources.
 *
 * <p>Immutable and thread-safe; equal to any other of the same database and location. Reading happens on the calling
 * thread and blocks. Nothing is read before somebody asks for it.
 *
 * <p>An item of at most {@link #DEFAULT_CHECKED_BYTES} bytes is read in one piece even if only a part is wanted, so its
 * checksum is checked. A larger one is read in chunks, from the first byte that is wanted: parts of an item cannot be
 * checked. {@link #withCheckedBytes} moves that limit.
 */
public final class ItemResource extends AbstractResource {

    /** Size up to which an item is read in one piece and checked, unless something else is said: 1 MiB. */
    public static final int DEFAULT_CHECKED_BYTES = 1 << 20;

    private final AioDiskDb database;
    private final ItemLocation location;
    private final int checkedBytes;
    private final @Nullable String filename;

    /**
     * Makes a resource without a file name. Reads nothing.
     *
     * @param database where the item is
     * @param location of the item, or of any other range
     */
    public ItemResource(AioDiskDb database, ItemLocation location) {
        this(
                Objects.requireNonNull(database, "database"),
                Objects.requireNonNull(location, "location"),
                DEFAULT_CHECKED_BYTES,
                null);
    }

    private ItemResource(AioDiskDb database, ItemLocation location, int checkedBytes, @Nullable String filename) {
        this.database = database;
        this.location = location;
        this.checkedBytes = checkedBytes;
        this.filename = filename;
    }

    /**
     * Gives the item a name, for whoever asks a resource for one: {@code MediaTypeFactory}, or a multipart request.
     *
     * @param name without directories
     * @return this resource, with the name
     */
    public ItemResource withFilename(String name) {
        if (!StringUtils.hasText(name)) {
            throw new IllegalArgumentException(
                    "a file name must have at least one visible character, but is \"" + name + "\"");
        }
        return new ItemResource(database, location, checkedBytes, name);
    }

    /**
     * Changes the size up to which an item is read in one piece.
     *
     * @param most 0 to {@link Integer#MAX_VALUE} bytes. That much RAM each reader may need; {@code max-read-size} bounds it,
     *     too
     * @return this resource, with that limit
     */
    public ItemResource withCheckedBytes(int most) {
        if (most < 0) {
            throw new IllegalArgumentException(
                    "the checked bytes must be 0 to " + Integer.MAX_VALUE + ", but are " + most);
        }
        return new ItemResource(database, location, most, filename);
    }

    /** {@return where the item is} */
    public ItemLocation location() {
        return location;
    }

    /**
     * {@return whether the range is wholly there} Reads its first and its last byte.
     *
     * @throws io.aiodiskdb.error.AioDiskDbException if that cannot be told: the database is not running, or its storage
     *     does not answer
     */
    @Override
    public boolean exists() {
        return location.size() > 0 && hasByteAt(location.position()) && hasByteAt(location.end() - 1);
    }

    private boolean hasByteAt(long position) {
        return database.blocking()
                .read(new ItemLocation(location.index(), position, 1))
                .isPresent();
    }

    /**
     * {@return the size of the location}
     *
     * @throws IOException as {@link #getInputStream()} says. Spring MVC asks before it writes the first header, so a
     *     controller can still answer that there is no such item
     */
    @Override
    public long contentLength() throws IOException {
        ItemInputStream.orFail(database, location, () -> exists() ? Optional.of(location) : Optional.empty());
        return location.size();
    }

    /** {@return −1: the store does not know it} */
    @Override
    public long lastModified() {
        return -1;
    }

    @Override
    public @Nullable String getFilename() {
        return filename;
    }

    /**
     * {@return a stream that reads when it is asked to, and skips without reading} Not thread-safe; needs not be closed.
     *
     * <p>Reading fails with {@link java.nio.file.NoSuchFileException} if the range is not there (any more), and with another
     * {@link IOException} if it is damaged or cannot be read. Not with {@code FileNotFoundException}, which Spring MVC
     * swallows: the client would wait for the bytes in vain.
     */
    @Override
    public InputStream getInputStream() {
        return new ItemInputStream(database, location, checkedBytes);
    }

    /**
     * {@return all bytes, in one read, and so checked}
     *
     * @throws IOException as {@link #getInputStream()} says, and if the item exceeds {@code max-read-size}
     */
    @Override
    public byte[] getContentAsByteArray() throws IOException {
        return ItemInputStream.read(database, location);
    }

    @Override
    public String getDescription() {
        return "item " + location + " of " + database.config().path();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ItemResource resource
                && database == resource.database
                && location.equals(resource.location);
    }

    @Override
    public int hashCode() {
        return 31 * System.identityHashCode(database) + location.hashCode();
    }
}
