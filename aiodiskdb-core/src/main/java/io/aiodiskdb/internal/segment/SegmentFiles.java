package io.aiodiskdb.internal.segment;

import io.aiodiskdb.error.InvalidDataFileException;
import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.format.SegmentHeader;
import io.aiodiskdb.internal.io.NotARegularFileException;
import io.aiodiskdb.internal.io.Storage;
import io.aiodiskdb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of a database by index: which there are, opening, creating and removing them.
 *
 * <p>The sets are thread-safe; files are created and removed by the committer alone.
 */
final class SegmentFiles {

    private final Storage storage;
    private final FileNames names;
    private final int genesis;
    private final IndexSet data = new IndexSet();
    private final IndexSet journals = new IndexSet();

    /** Left behind by an ltrim that has not come to its end. */
    private final Set<String> temporaries = new LinkedHashSet<>();

    private final List<String> checkpoints = new ArrayList<>();
    private boolean ahead;

    private SegmentFiles(Storage storage, FileNames names, int genesis) {
        this.storage = storage;
        this.names = names;
        this.genesis = genesis;
    }

    /** Lists a directory. Files with other names are not this database's: they are not looked at. */
    static SegmentFiles list(Storage storage, FileNames names, int genesis) throws IOException {
        SegmentFiles files = new SegmentFiles(storage, names, genesis);
        for (String name : storage.list()) {
            names.dataIndex(name).ifPresent(files.data::add);
            names.journalIndex(name).ifPresent(files.journals::add);
            if (names.isTemporary(name)) {
                files.temporaries.add(name);
            }
            if (FileNames.checkpointMillis(name).isPresent()) {
                files.checkpoints.add(name);
            }
            files.ahead |= name.equals(FileNames.AHEAD);
        }
        return files;
    }

    Storage storage() {
        return storage;
    }

    FileNames names() {
        return names;
    }

    /** {@return the indices that have a data file} */
    IndexSet data() {
        return data;
    }

    /** {@return the indices that have a journal: those of {@link #data()} and the dropped ones} */
    IndexSet journals() {
        return journals;
    }

    /** {@return the checkpoints that the Python library has left} */
    List<String> checkpoints() {
        return List.copyOf(checkpoints);
    }

    /** {@return whether there is an unfinished file} */
    boolean hasTemporaries() {
        return !temporaries.isEmpty();
    }

    void deleteTemporaries() throws IOException {
        for (String name : temporaries) {
            storage.delete(name);
        }
        temporaries.clear();
    }

    /** Deletes the checkpoints, for good. */
    void deleteCheckpoints() throws IOException {
        if (checkpoints.isEmpty()) {
            return;
        }
        for (String name : checkpoints) {
            storage.delete(name);
        }
        checkpoints.clear();
        storage.forceDirectory();
    }

    /** {@return whether there is a write-ahead file} */
    boolean hasAhead() {
        return ahead;
    }

    /** Opens the write-ahead file, or creates an empty one. */
    StorageFile openAhead() throws IOException {
        if (!ahead) {
            storage.create(FileNames.AHEAD).close();
            ahead = true;
        }
        try {
            return storage.openForAnyThread(FileNames.AHEAD);
        } catch (NoSuchFileException e) {
            ahead = false; // somebody has deleted it; the next attempt creates it
            throw e;
        } catch (NotARegularFileException e) {
            throw refused(e);
        }
    }

    void deleteAhead() throws IOException {
        storage.delete(FileNames.AHEAD);
        ahead = false;
    }

    StorageFile openAheadForReading() throws IOException {
        return open(FileNames.AHEAD, false);
    }

    StorageFile openData(int index) throws IOException {
        return open(names.data(index), true);
    }

    StorageFile openJournal(int index) throws IOException {
        return open(names.journal(index), true);
    }

    StorageFile openDataForReading(int index) throws IOException {
        return open(names.data(index), false);
    }

    StorageFile openJournalForReading(int index) throws IOException {
        return open(names.journal(index), false);
    }

    private StorageFile open(String name, boolean writing) throws IOException {
        try {
            return writing ? storage.openForWriting(name) : storage.openForReading(name);
        } catch (NotARegularFileException e) {
            throw refused(e);
        }
    }

    private static InvalidDataFileException refused(NotARegularFileException e) {
        return new InvalidDataFileException("refused to open " + e.getMessage(), e);
    }

    StorageFile createJournal(int index) throws IOException {
        StorageFile file = storage.create(names.journal(index));
        journals.add(index);
        return file;
    }

    /** Creates a data file with its header; not forced. */
    StorageFile createData(int index) throws IOException {
        StorageFile file = storage.create(names.data(index));
        data.add(index);
        writeHeader(file, 0);
        return file;
    }

    /** Creates the file that an ltrim writes, with its header; not forced. */
    StorageFile createTemporary(int index, long trimOffset) throws IOException {
        String name = names.temporary(index);
        storage.delete(name);
        temporaries.add(name);
        StorageFile file = storage.create(name);
        writeHeader(file, trimOffset);
        return file;
    }

    private void writeHeader(StorageFile file, long trimOffset) throws IOException {
        boolean written = false;
        try {
            file.writeFully(new SegmentHeader(genesis, trimOffset).encode(), 0);
            written = true;
        } finally {
            if (!written) {
                file.close();
            }
        }
    }

    /** Puts the file that an ltrim has written in the place of the old one; not forced. */
    void replaceByTemporary(int index) throws IOException {
        storage.rename(names.temporary(index), names.data(index));
        temporaries.remove(names.temporary(index));
    }

    void deleteTemporary(int index) throws IOException {
        storage.delete(names.temporary(index));
        temporaries.remove(names.temporary(index));
    }

    void deleteData(int index) throws IOException {
        storage.delete(names.data(index));
        data.remove(index);
    }

    void deleteJournal(int index) throws IOException {
        storage.delete(names.journal(index));
        journals.remove(index);
    }

    /** {@return the trim offset that a data file's header tells; −1 if it has no valid header} */
    long trimOffset(StorageFile file) throws IOException {
        SegmentHeader header = SegmentHeader.decode(readHeader(file), genesis);
        return header == null ? -1 : header.trimOffset();
    }

    /** {@return what is wrong with a data file's header; null if nothing is} */
    @Nullable
    String headerFault(StorageFile file) throws IOException {
        return SegmentHeader.fault(readHeader(file), genesis);
    }

    /** {@return whether a data file ends within its header, or never got one: its creation was cut short} */
    boolean isUnfinished(StorageFile file) throws IOException {
        ByteBuffer header = readHeader(file);
        if (header.position() < SegmentHeader.BYTES) {
            return true;
        }
        for (int at = 0; at < SegmentHeader.BYTES; at++) {
            if (header.get(at) != 0) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuffer readHeader(StorageFile file) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(SegmentHeader.BYTES);
        file.readFully(header, 0);
        return header;
    }

    InvalidDataFileException invalid(int index, String fault) {
        return new InvalidDataFileException(
                "data file " + names.data(index) + " is not one of this database: " + fault);
    }
}
