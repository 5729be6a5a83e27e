package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.DatabaseNotFoundException;
import io.aiodiskdb.error.InvalidDataFileException;
import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.io.DirectoryLock;
import io.aiodiskdb.internal.io.NioStorage;
import io.aiodiskdb.internal.io.NotARegularFileException;
import io.aiodiskdb.internal.io.Storage;
import io.aiodiskdb.model.AioDiskDbConfig;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.Executor;

/** The real world. Thread-safe. */
public final class NioPlatform implements Platform {

    private final SecureRandom random = new SecureRandom();

    @Override
    public LockedStorage open(AioDiskDbConfig config) throws IOException {
        Path directory = config.path();
        if (!Files.isDirectory(directory)) {
            if (Files.exists(directory)) {
                throw new DatabaseNotFoundException(directory + " is not a directory");
            }
            if (!config.createIfNotExists()) {
                throw new DatabaseNotFoundException("there is no directory " + directory.toAbsolutePath()
                        + ", and the setting create-if-not-exists is false");
            }
            NioStorage.createDirectory(directory);
        }
        boolean isFirstOpening = !Files.exists(directory.resolve(DirectoryLock.FILE), LinkOption.NOFOLLOW_LINKS);
        NioStorage storage = new NioStorage(directory);
        Closeable lock = lock(directory);
        boolean done = false;
        try {
            if (isFirstOpening) {
                storage.forceParent();
            }
            done = true;
            return new LockedStorage(storage, lock);
        } finally {
            if (!done) {
                lock.close();
            }
        }
    }

    private static Closeable lock(Path directory) throws IOException {
        try {
            return DirectoryLock.take(directory);
        } catch (NotARegularFileException e) {
            throw new InvalidDataFileException("refused to lock " + e.getMessage(), e);
        }
    }

    @Override
    public void destroy(AioDiskDbConfig config) throws IOException {
        Path directory = config.path();
        if (!Files.isDirectory(directory)) {
            return;
        }
        NioStorage storage = new NioStorage(directory);
        Closeable lock = lock(directory);
        try {
            deleteFiles(storage, new FileNames(config.filePrefix(), config.filePadding()), storage::deleteQuarantine);
        } finally {
            lock.close();
        }
        storage.deleteIfEmpty();
    }

    /** Deletes what is no file of the store. */
    interface Deletion {
        void run() throws IOException;
    }

    /** Data files go first: one without a journal would look like the Python library's, and a journal alone does no harm. */
    static void deleteFiles(Storage storage, FileNames names, Deletion quarantine) throws IOException {
        for (String name : storage.list()) {
            if (names.dataIndex(name).isPresent()
                    || names.isTemporary(name)
                    || FileNames.checkpointMillis(name).isPresent()) {
                storage.delete(name);
            }
        }
        storage.forceDirectory();
        for (String name : storage.list()) {
            if (names.journalIndex(name).isPresent()) {
                storage.delete(name);
            }
        }
        storage.delete(FileNames.AHEAD);
        quarantine.run();
        storage.delete(DirectoryLock.FILE);
        storage.forceDirectory();
    }

    @Override
    public EngineThreads newThreads(AioDiskDbConfig config) {
        return new NioThreads(nameOf(config), config.concurrency());
    }

    @Override
    public Executor newCompletions(AioDiskDbConfig config) {
        return new CompletionQueue(NioThreads.daemons(nameOf(config), "completion"));
    }

    private static String nameOf(AioDiskDbConfig config) {
        return String.valueOf(config.path().getFileName());
    }

    @Override
    public ByteBuffer allocate(int capacity) {
        return ByteBuffer.allocateDirect(capacity);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long random() {
        return random.nextLong();
    }
}
