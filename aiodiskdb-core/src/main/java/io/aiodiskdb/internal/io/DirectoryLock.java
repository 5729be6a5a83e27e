package io.aiodiskdb.internal.io;

import io.aiodiskdb.error.DatabaseLockedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exclusive use of a directory, within this JVM and among processes. Thread-safe.
 *
 * <p>Among processes an operating system lock on the file {@value #FILE} decides. A process loses it when it closes
 * <em>any</em> descriptor of that file, so within a JVM the file must not even be opened twice. Who holds what is
 * therefore kept under the system properties, which all class loaders of a JVM share, and is asked first.
 */
public final class DirectoryLock implements Closeable {

    /** Name of the lock file. It holds a line about its holder and stays when the lock is released. */
    public static final String FILE = ".aiodiskdb.lock";

    private static final Logger log = LoggerFactory.getLogger(DirectoryLock.class);

    private static final String REGISTRY_PREFIX = "io.aiodiskdb.lock.";
    private static final int HOLDER_BYTES = 128;
    private static final int MOST_ATTEMPTS = 100;

    /**
     * Channels on a lock file that somebody in this JVM holds who is not registered: closing one, or letting the garbage
     * collector do it, would release his lock. One for each such attempt.
     */
    private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

    private final String registryKey;
    private final String owner;
    private final FileChannel channel;
    private final AtomicBoolean closed = new AtomicBoolean();

    private DirectoryLock(String registryKey, String owner, FileChannel channel) {
        this.registryKey = registryKey;
        this.owner = owner;
        this.channel = channel;
    }

    /**
     * Takes the lock, without waiting for it.
     *
     * @param directory an existing directory
     * @return the lock; to be closed
     * @throws DatabaseLockedException if another opener has it; the message says who, as far as known
     * @throws IOException if the lock file cannot be used
     */
    public static DirectoryLock take(Path directory) throws IOException {
        String key = registryKey(directory);
        String owner = UUID.randomUUID().toString();
        // putIfAbsent of the system properties is atomic
        if (System.getProperties().putIfAbsent(key, owner) != null) {
            throw new DatabaseLockedException("database " + directory + " is in use in this process (pid "
                    + ProcessHandle.current().pid() + ")");
        }
        FileChannel channel = null;
        try {
            channel = takeAmongProcesses(directory);
            return new DirectoryLock(key, owner, channel);
        } finally {
            if (channel == null) {
                System.getProperties().remove(key, owner);
            }
        }
    }

    /** A holder that destroys its database deletes the file: one that was opened before that locks nothing. */
    private static FileChannel takeAmongProcesses(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            FileChannel channel = lock(directory, file);
            if (channel != null) {
                return channel;
            }
        }
        throw new DatabaseLockedException("database " + directory + " is being destroyed again and again");
    }

    private static @Nullable FileChannel lock(Path directory, Path file) throws IOException {
        NioStorage.requireRegularFile(file);
        FileChannel channel = open(file);
        boolean kept = false;
        try {
            Object opened = fileKey(file);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new DatabaseLockedException(
                        "database " + directory + " is in use by another process (" + holder(channel) + ")");
            }
            if (!Objects.equals(opened, fileKey(file))) {
                return null;
            }
            kept = true;
            writeHolder(channel);
            return channel;
        } catch (OverlappingFileLockException e) {
            kept = true;
            NEVER_CLOSED.add(channel);
            throw new DatabaseLockedException("database " + directory + " is in use in this process", e);
        } finally {
            if (!kept) {
                channel.close();
            }
        }
    }

    private static @Nullable Object fileKey(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (NoSuchFileException e) {
            return NoSuchFileException.class;
        }
    }

    private static FileChannel open(Path file) throws IOException {
        Set<OpenOption> options = Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return FileChannel.open(
                    file, options, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return FileChannel.open(file, options);
    }

    private static String holder(FileChannel channel) {
        ByteBuffer text = ByteBuffer.allocate(HOLDER_BYTES);
        try {
            channel.read(text, 0);
        } catch (IOException e) {
            log.debug("Cannot read who holds the lock", e); // some systems forbid to read what is locked
        }
        String holder = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII)
                .replaceAll("[^ -~]", "")
                .strip();
        return holder.isEmpty() ? "it has not said which" : holder;
    }

    /** A help for people, no more: on a full disk the lock is taken without it. */
    private static void writeHolder(FileChannel channel) {
        String holder = "pid " + ProcessHandle.current().pid() + ", since "
                + ProcessHandle.current()
                        .info()
                        .startInstant()
                        .map(Object::toString)
                        .orElse("an unknown time");
        byte[] line = (holder + " ".repeat(HOLDER_BYTES))
                .substring(0, HOLDER_BYTES - 1)
                .concat("\n")
                .getBytes(StandardCharsets.US_ASCII);
        try {
            channel.write(ByteBuffer.wrap(line), 0);
            channel.truncate(line.length);
        } catch (IOException e) {
            log.debug("Cannot note who holds the lock", e);
        }
    }

    /** A directory reached by two paths, or through a link, is one directory: its file key tells, else its real path. */
    private static String registryKey(Path directory) throws IOException {
        Path real = directory.toRealPath();
        Object fileKey = Files.readAttributes(real, BasicFileAttributes.class).fileKey();
        return REGISTRY_PREFIX + (fileKey != null ? fileKey : real);
    }

    /** Releases the lock; idempotent. */
    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            channel.close();
        } finally {
            System.getProperties().remove(registryKey, owner);
        }
    }
}
