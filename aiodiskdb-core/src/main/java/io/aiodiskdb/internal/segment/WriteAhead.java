package io.aiodiskdb.internal.segment;

import io.aiodiskdb.error.InvalidDataFileException;
import io.aiodiskdb.internal.format.AheadCodec;
import io.aiodiskdb.internal.format.AheadRecord;
import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.format.ItemTable;
import io.aiodiskdb.internal.io.ForceFailedException;
import io.aiodiskdb.internal.io.StorageFile;
import io.aiodiskdb.model.Damage;
import io.aiodiskdb.model.SyncMode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The write-ahead file: makes items durable that stay in RAM, by one write into bytes that the file has already, and one force
 * that changes no metadata. Confined to the committer.
 *
 * <p>Its records form a <em>chain</em> from offset 0 on. A chain continues one state of the segments, its {@link ChainBase}, by
 * the items of the one buffer that comes next. As soon as that buffer is committed to the segments, or anything else is
 * recorded there, the state is another one, and the chain says nothing any more: the next one begins at offset 0 again.
 */
final class WriteAhead implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(WriteAhead.class);

    /** Most bytes that the file ever has. */
    static final int MAX_BYTES = 8 << 20;

    /** Least size of the file, and what it is a multiple of. */
    private static final int PAGE = 4096;

    /** How many times the capacity of a buffer fits in, if that is small. */
    private static final int BUFFERS = 16;

    /** A group of more bytes than this part of the file goes the ordinary way: the force is not what takes time then. */
    private static final int RECORDS_AT_LEAST = 8;

    /** The same of transactions, which are measured alone: twice the bytes cost more than a second force then. */
    private static final int TRANSACTIONS_AT_LEAST = 16;

    /** A store that makes few items durable one by one does not get the file. */
    private static final int GROUPS_BEFORE_CREATION = 8;

    private final SegmentFiles files;
    private final Forcer forcer;
    private final int size;
    private @Nullable StorageFile file;
    private @Nullable ByteBuffer staging;
    private int groupsUntilCreation;

    /** Whether the disk has refused something; nothing is written ahead any more in this session. */
    private boolean refused;

    /** Whether that was a transaction as the next record of the chain, which may be in the file all the same. */
    private boolean doubtful;

    // The chain that is being written.

    private @Nullable ChainBase base;
    private int number;
    private long offset;
    private int index;
    private long to;

    /**
     * Makes one that has touched no disk yet.
     *
     * @param bufferSize capacity of a buffer
     * @param sync if nothing is forced, there is nothing to gain, and nothing is appended
     */
    WriteAhead(SegmentFiles files, Forcer forcer, int bufferSize, SyncMode sync) {
        this.files = files;
        this.forcer = forcer;
        long wanted = Math.min(MAX_BYTES, (long) BUFFERS * bufferSize);
        this.size = (int) ((wanted + PAGE - 1) / PAGE * PAGE);
        this.refused = sync == SyncMode.NEVER;
        this.groupsUntilCreation = files.hasAhead() ? 0 : GROUPS_BEFORE_CREATION;
    }

    /** {@return whether items are in the file that are not in the segments yet} */
    boolean isNeeded(@Nullable ChainBase now) {
        return number > 0 && base != null && base.equals(now);
    }

    /** {@return whether items can be appended by a thread that anybody may interrupt, and without creating a file} */
    boolean isReadyForAnyThread() {
        return file != null && file.survivesInterrupts() && !refused;
    }

    /** {@return whether the items of a transaction are worth it; they can be appended then if there is room left} */
    boolean suits(int items, long bytes) {
        return !refused && AheadCodec.stride(items, bytes) <= size / TRANSACTIONS_AT_LEAST;
    }

    /** {@return whether the file is there, so that what it does not take has found no room} */
    boolean isOpen() {
        return file != null && !refused;
    }

    /**
     * Appends items; when it returns, they are on stable storage.
     *
     * @param now the state of the segments, which all items before these have reached, or this chain
     * @param items the items
     * @param bytes their bytes
     * @param isRefusable whether they may be given up if it is not done; see {@link #takeBack}
     * @return whether it is done; if not, they are to be committed the ordinary way
     * @throws ForceFailedException if a force failed: the session is over
     */
    boolean append(ChainBase now, int itsIndex, long from, ItemTable items, ByteBuffer bytes, boolean isRefusable)
            throws ForceFailedException {
        long stride = AheadCodec.stride(items.count(), bytes.remaining());
        if (refused || stride > size / RECORDS_AT_LEAST || !isWorthIt()) {
            return false;
        }
        if (!now.equals(base)) {
            base = now;
            number = 0;
            offset = 0;
        } else if (number > 0 && (itsIndex != index || from != to)) {
            throw new IllegalStateException(
                    "the chain ends at " + index + ":" + to + ", but " + itsIndex + ":" + from + " is to follow");
        }
        if (offset + stride > size) {
            return false;
        }
        try {
            StorageFile target = open();
            AheadRecord record = new AheadRecord(number, now.lsn(), now.epoch(), itsIndex, from, items);
            doubtful = isRefusable;
            target.writeFully(encode(record, bytes), offset);
            forcer.force(target);
            doubtful = false;
        } catch (ForceFailedException e) {
            throw e;
        } catch (IOException | InvalidDataFileException e) {
            log.warn("Nothing is written ahead until the next start, because the disk does not take it", e);
            refused = true;
            return false;
        }
        number++;
        offset += stride;
        index = itsIndex;
        to = from + items.bytes();
        return true;
    }

    /**
     * Makes sure that no opening finds a transaction whose record could not be written, and which is given up now: what is not
     * known to be there is overwritten or, if there is no room for that, cut off.
     *
     * @throws IOException if the disk does not do it; it may be tried again unless a force failed
     */
    void takeBack() throws IOException {
        if (!doubtful) {
            return;
        }
        try (StorageFile target = files.openAhead()) {
            makeVoid(target);
            forcer.force(target);
        }
        doubtful = false;
    }

    private void makeVoid(StorageFile target) throws IOException {
        try {
            target.writeFully(ByteBuffer.allocateDirect(AheadCodec.HEADER_BYTES), offset);
        } catch (IOException e) {
            log.warn("The write-ahead file takes nothing and is cut", e);
            target.truncate(offset);
        }
    }

    /** Takes note that the segments have another state now: what is in the file says nothing any more. */
    void forgetDoubts() {
        doubtful = false;
    }

    private boolean isWorthIt() {
        if (groupsUntilCreation > 0) {
            groupsUntilCreation--;
        }
        return groupsUntilCreation == 0;
    }

    private ByteBuffer encode(AheadRecord record, ByteBuffer bytes) {
        ByteBuffer target = staging;
        if (target == null) {
            target = ByteBuffer.allocateDirect(size / RECORDS_AT_LEAST);
            staging = target;
        }
        target.clear();
        AheadCodec.encode(record, target);
        return target.put(bytes.duplicate()).flip();
    }

    /** That the name and the bytes that fill the file are on stable storage is made sure of once in each session. */
    private StorageFile open() throws IOException {
        if (file == null) {
            StorageFile opened = files.openAhead();
            boolean done = false;
            try {
                if (opened.length() != size) {
                    fill(opened);
                }
                forcer.force(List.of(opened), true);
                done = true;
            } finally {
                if (!done) {
                    closeQuietly(opened);
                }
            }
            file = opened;
        }
        return file;
    }

    private void fill(StorageFile opened) throws IOException {
        opened.truncate(0);
        ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(size, 1 << 20));
        for (long at = 0; at < size; at += zeros.capacity()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), size - at));
            opened.writeFully(zeros, at);
        }
    }

    // ---- recovery

    /**
     * Finds what was made durable and has not reached the segments.
     *
     * @param now the state of the segments
     * @param newest number of the newest index
     * @param end where it ends
     * @return the items to be committed again, at the same positions; {@code null} if there are none
     * @throws DamageException if a record that was settled is not whole
     */
    @Nullable
    CommitGroup find(ChainBase now, int newest, long end) throws IOException, DamageException {
        ByteBuffer content = content();
        return content == null ? null : new AheadChain(content, now, newest, end).read();
    }

    /**
     * Tells which state of the segments is known to have been on stable storage: that which the first record of the file
     * continues.
     *
     * @return the state; {@code null} if there is no whole record
     */
    @Nullable
    ChainBase provenBase() throws IOException {
        ByteBuffer content = content();
        return content == null ? null : AheadChain.baseOfFirst(content);
    }

    /**
     * Tells which items are in the file alone, of a store whose damage keeps them from being committed.
     *
     * @return where they belong; {@code null} if there are none
     */
    @Nullable
    Damage remains() throws IOException {
        ByteBuffer content = content();
        return content == null ? null : AheadRemains.find(content, files);
    }

    /**
     * Removes the file for good: the store begins anew, or goes on behind damage. Unless that is on stable storage before the
     * next record is, the next opening may take what the file says for a proof that something is gone.
     *
     * @param keepingCopy whether to leave a copy in the quarantine
     */
    void remove(boolean keepingCopy) throws IOException {
        if (!files.hasAhead()) {
            return;
        }
        if (keepingCopy) {
            keepCopy();
        }
        files.deleteAhead();
        forcer.forceDirectory();
    }

    private void keepCopy() throws IOException {
        try (StorageFile source = files.openAheadForReading()) {
            files.storage().quarantine(FileNames.AHEAD.substring(1), source, 0, Math.min(MAX_BYTES, source.length()));
        } catch (NoSuchFileException e) {
            log.debug("There is no write-ahead file", e);
        }
    }

    private @Nullable ByteBuffer content() throws IOException {
        if (!files.hasAhead()) {
            return null;
        }
        try (StorageFile source = files.openAheadForReading()) {
            ByteBuffer content = ByteBuffer.allocate((int) Math.min(MAX_BYTES, source.length()));
            source.readFully(content, 0);
            return content.flip();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    // ---- closing

    @Override
    public void close() {
        StorageFile open = file;
        file = null;
        if (open != null) {
            closeQuietly(open);
        }
    }

    /** What was written is forced, or not wanted. */
    private static void closeQuietly(StorageFile open) {
        try {
            open.close();
        } catch (IOException e) {
            log.warn("Cannot close the write-ahead file", e);
        }
    }
}
