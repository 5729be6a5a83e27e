package io.aiodiskdb.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link Storage} on a directory of the default file system. */
public final class NioStorage implements Storage {

    /** Where {@link #quarantine} keeps its copies. */
    public static final String QUARANTINE = "quarantine";

    private static final Logger log = LoggerFactory.getLogger(NioStorage.class);

    private static final Set<OpenOption> READ_AND_WRITE =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private static final int COPY_CHUNK = 1 << 20;
    private static final int MAX_COPIES_OF_ONE_NAME = 10_000;

    private final Path directory;
    private final boolean posix;

    /**
     * Uses a directory that exists.
     *
     * @param directory the directory
     */
    public NioStorage(Path directory) {
        this.directory = directory;
        this.posix = isPosix(directory);
    }

    /**
     * Creates a directory that only its owner may use, and its missing parents with the usual rights, on stable storage.
     *
     * @param directory a directory that does not exist
     * @throws IOException if it cannot be created
     */
    public static void createDirectory(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        if (parent == null) {
            return; // a root exists
        }
        if (!Files.isDirectory(parent)) {
            createParent(parent);
        }
        create(absolute, parent, ownerOnly(isPosix(parent), "rwx------"));
    }

    private static void createParent(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent == null) {
            return;
        }
        if (!Files.isDirectory(parent)) {
            createParent(parent);
        }
        create(directory, parent);
    }

    private static void create(Path directory, Path parent, FileAttribute<?>... rights) throws IOException {
        try {
            Files.createDirectory(directory, rights);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
        force(parent);
    }

    /** {@return the directory} */
    public Path directory() {
        return directory;
    }

    @Override
    public List<String> list() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                names.add(entry.getFileName().toString());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    @Override
    public StorageFile openForReading(String name) throws IOException {
        return open(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public StorageFile openForWriting(String name) throws IOException {
        return open(name, READ_AND_WRITE);
    }

    @Override
    public StorageFile openForAnyThread(String name) throws IOException {
        if (!posix || directory.getFileSystem() != FileSystems.getDefault()) {
            return openForWriting(name);
        }
        Path path = directory.resolve(name);
        requireRegularFile(path);
        return UninterruptibleFile.open(path, READ_AND_WRITE);
    }

    private StorageFile open(String name, Set<OpenOption> options) throws IOException {
        Path path = directory.resolve(name);
        requireRegularFile(path);
        return new NioStorageFile(path, FileChannel.open(path, options));
    }

    /**
     * Gives the clear error, and keeps devices and pipes from being opened; NOFOLLOW_LINKS closes the gap up to the opening.
     */
    static void requireRegularFile(Path path) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return; // the opening says so, or creates it
        }
        if (!attributes.isRegularFile()) {
            throw new NotARegularFileException(path.toString());
        }
    }

    @Override
    public StorageFile create(String name) throws IOException {
        return create(directory.resolve(name));
    }

    private StorageFile create(Path path) throws IOException {
        return new NioStorageFile(
                path,
                FileChannel.open(
                        path,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                        ownerOnly(posix, "rw-------")));
    }

    @Override
    public void delete(String name) throws IOException {
        Path path = directory.resolve(name);
        requireNoDirectory(path);
        Files.deleteIfExists(path);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path target = directory.resolve(to);
        requireNoDirectory(target);
        Files.move(directory.resolve(from), target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** An empty directory would be deleted, or replaced, like a file. */
    private static void requireNoDirectory(Path path) throws NotARegularFileException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotARegularFileException(path.toString());
        }
    }

    /**
     * Deletes the quarantine with all that is in it.
     *
     * @throws IOException if it cannot be deleted
     */
    public void deleteQuarantine() throws IOException {
        Path place = directory.resolve(QUARANTINE);
        if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(place)) {
            for (Path copy : copies) {
                Files.delete(copy);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Files.delete(place);
    }

    /**
     * Deletes the directory if nothing is left in it.
     *
     * @throws IOException if it is empty and cannot be deleted
     */
    public void deleteIfEmpty() throws IOException {
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            // something else is in it: it stays
        }
    }

    @Override
    public void forceDirectory() throws IOException {
        force(directory);
    }

    /** That the directory cannot be opened says nothing of what has been written: it may be tried again. */
    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            force(directory, channel);
        }
    }

    private static void force(Path directory, FileChannel channel) throws ForceFailedException {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw new ForceFailedException("cannot force directory " + directory, e);
        }
    }

    /**
     * Puts the directory's own name on stable storage, where the rights allow to open its parent.
     *
     * @throws IOException if it cannot be forced
     */
    public void forceParent() throws IOException {
        Path parent = directory.toAbsolutePath().normalize().getParent();
        if (parent == null) {
            return;
        }
        try {
            force(parent);
        } catch (AccessDeniedException e) {
            log.warn(
                    "Cannot force {}: whether the directory {} survives a power cut is up to its creator",
                    parent,
                    directory);
        }
    }

    @Override
    public void quarantine(String name, StorageFile source, long offset, long length) throws IOException {
        Path place = directory.resolve(QUARANTINE);
        if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(place, ownerOnly(posix, "rwx------"));
            forceDirectory();
        }
        try (StorageFile copy = createUnderFreeName(place, name)) {
            ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(Math.max(length, 1), COPY_CHUNK));
            for (long done = 0; done < length; ) {
                chunk.clear().limit((int) Math.min(chunk.capacity(), length - done));
                int read = source.readFully(chunk, offset + done);
                if (read == 0) {
                    break;
                }
                copy.writeFully(chunk.flip(), done);
                done += read;
            }
            copy.force();
        }
        force(place);
    }

    private StorageFile createUnderFreeName(Path place, String name) throws IOException {
        for (int number = 0; number < MAX_COPIES_OF_ONE_NAME; number++) {
            try {
                return create(place.resolve(number == 0 ? name : name + "." + number));
            } catch (FileAlreadyExistsException e) {
                // an earlier copy has the name: the next number may be free
            }
        }
        throw new FileSystemException(
                place.resolve(name).toString(), null, "more than " + MAX_COPIES_OF_ONE_NAME + " copies of that name");
    }

    @Override
    public long usableSpace() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] ownerOnly(boolean posix, String rights) {
        if (!posix) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(rights);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
    }
}
