package io.aiodiskdb.internal.segment;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.InvalidDataFileException;
import io.aiodiskdb.error.InvalidDatabaseStateException;
import io.aiodiskdb.internal.format.ItemTable;
import io.aiodiskdb.internal.format.JournalRecord;
import io.aiodiskdb.internal.io.ForceFailedException;
import io.aiodiskdb.model.Damage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All segments of a store: the one place that changes them.
 *
 * <h2>The commit protocol</h2>
 *
 * Groups are strictly serial. Each is written (bytes into the data files, then a COMMIT record into each file's journal) and
 * forced in one round, all files side by side; the checksums decide after a crash whether it was whole, so nothing need be
 * ordered inside the round. Only then is it published to readers and acknowledged. A record, of whatever type, is appended
 * only when all before it is on stable storage: only the last one can be in doubt.
 *
 * <p>RTRIM and DROP are recorded in the newest journal, forced, and then done. An ltrim needs no record.
 *
 * <h2>Failures</h2>
 *
 * A method that throws {@link io.aiodiskdb.internal.io.ForceFailedException} has ended the store's writing life: nothing may
 * be appended any more. One that throws another {@link IOException} has acknowledged nothing; {@link #recover()} must have
 * succeeded before the next change. One that throws an exception of {@code io.aiodiskdb.error} has changed nothing. A pruning
 * may succeed and leave its rest to a {@link #recover()}, which must come before the next change, too; {@link #unfinished()}
 * tells.
 *
 * <h2>Threads</h2>
 *
 * Everything here is confined to the committer, but for {@link #reads()} and the figures, which any thread may call, and for
 * {@link #writeBehind} and {@link #forceBehind}, which one other thread may.
 */
public final class SegmentSet implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(SegmentSet.class);

    private final SegmentFiles files;
    private final SegmentTable table;
    private final SegmentWriter writer;
    private final SegmentTrimmer trimmer;
    private final ReadHandles handles;
    private final SegmentReads reads;
    private final SegmentFigures figures;

    private final WriteAhead ahead;

    /** Written before the set is shared. */
    private @Nullable Damage damage;

    /** What is durable and cannot be read because of that damage. Written before the set is shared. */
    private @Nullable Damage aheadOnly;

    private SegmentSet(SegmentSettings settings, Environment environment, SegmentFiles files) {
        Forcer forcer =
                new Forcer(environment.storage(), settings.sync(), environment.forceExecutor(), environment.nanoTime());
        this.files = files;
        this.table = new SegmentTable(files);
        Mappings mappings = new Mappings();
        this.handles = new ReadHandles(files, settings.maxOpenFiles(), mappings);
        this.figures = new SegmentFigures(files, forcer);
        this.reads = new SegmentReads(
                table,
                new SegmentReader(handles, settings.verifyReads()),
                new MappedReader(mappings, settings.verifyReads()),
                figures,
                () -> new Verification.Known(damage, aheadOnly));
        this.writer =
                new SegmentWriter(table, forcer, new LogSequence(environment.epochs()), figures, settings.maxFiles());
        this.trimmer = new SegmentTrimmer(table, writer, handles, forcer, figures);
        this.ahead = new WriteAhead(files, forcer, settings.bufferSize(), settings.sync());
    }

    /**
     * Opens a store: recovers it, adopts what other programs have written, and makes it ready to be appended to. If recovery
     * finds damage, the store can be read only, unless the settings say otherwise; {@link #damage()} tells.
     *
     * @param settings what to open
     * @param environment the disk and the rest of the world
     * @return the open store
     * @throws IOException if the disk does not do it
     */
    public static SegmentSet open(SegmentSettings settings, Environment environment) throws IOException {
        SegmentFiles files = SegmentFiles.list(environment.storage(), settings.names(), settings.genesis());
        SegmentSet set = new SegmentSet(settings, environment, files);
        boolean opened = false;
        try {
            set.openWith(settings);
            opened = true;
            return set;
        } finally {
            if (!opened) {
                set.close();
            }
        }
    }

    private void openWith(SegmentSettings how) throws IOException {
        try {
            if (!how.recover()) {
                requireClean();
            }
            CommitGroup waiting = writer.recover(ahead);
            figures.begin(writer.newestIndex(), writer.viewOfNewest().size());
            if (waiting != null) {
                commitWhatWasWrittenAhead(waiting);
            }
        } catch (DamageException e) {
            damage = e.damage();
            writer.abandon();
            log.error("The store is damaged at {}:{}: {}", damage.index(), damage.position(), damage.reason());
            table.publishAll();
            figures.begin(table.highest() + 1, 0);
            Damage remains = lookAhead();
            if (how.appendAfterDamage()) {
                writer.openBehindDamage(ahead);
            } else {
                aheadOnly = remains;
            }
        }
    }

    /** Nobody needs it to read the rest, so that it cannot be told is no reason to refuse that. */
    private @Nullable Damage lookAhead() {
        try {
            Damage remains = ahead.remains();
            if (remains != null) {
                log.error("At {}:{}: {}", remains.index(), remains.position(), remains.reason());
            }
            return remains;
        } catch (IOException | InvalidDataFileException e) {
            log.warn("Cannot tell what is in the write-ahead file", e);
            return null;
        }
    }

    /** Nothing is appended and nobody reads before it is in the segments; until then the file keeps it. */
    private void commitWhatWasWrittenAhead(CommitGroup group) throws IOException {
        CommitGroup.Part part = group.parts().get(0);
        log.info(
                "Committing what was written ahead: {} items, {} bytes at {}:{}",
                part.items().count(),
                part.items().bytes(),
                part.index(),
                part.from());
        writer.commitAcknowledged(group);
    }

    private void requireClean() throws IOException, DamageException {
        String reason = null;
        if (files.hasTemporaries()) {
            reason = "there is an unfinished data file";
        } else if (!files.checkpoints().isEmpty()) {
            reason = "there is the checkpoint " + files.checkpoints().get(0);
        } else if (files.journals().highest() >= 0) {
            int index = files.journals().highest();
            JournalState state = JournalState.read(files, index, Long.MAX_VALUE);
            if (!state.endsCleanly()) {
                reason = "journal " + files.names().journal(index) + " does not end with a clean stop";
            }
        }
        if (reason != null) {
            throw new InvalidDatabaseStateException(
                    "the store needs a recovery, which the setting recover does not allow: " + reason);
        }
    }

    // ---- writing

    /**
     * Rolls back what a failed change has left, exactly as an opening would.
     *
     * @throws IOException if the disk does not do it; it may be tried again unless a force failed
     */
    public void recover() throws IOException {
        handles.invalidateAll();
        boolean done = false;
        try {
            writer.recover(null);
            takeBack();
            trimmer.recovered();
            done = true;
        } catch (DamageException | AioDiskDbException e) {
            // Not a refusal, whatever file it is about: nobody has asked for this.
            throw new IOException("cannot roll back: " + e.getMessage(), e);
        } finally {
            if (!done) {
                writer.abandon();
            }
        }
    }

    /** {@return why a pruning that has succeeded waits for {@link #recover()} to do its rest; {@code null} if none does} */
    public @Nullable IOException unfinished() {
        return trimmer.unfinished();
    }

    /** {@return what recovery has found to be damaged; {@code null} if nothing} */
    public @Nullable Damage damage() {
        return damage;
    }

    /**
     * {@return which items are durable in the write-ahead file alone, because the damage keeps them from being committed;
     * {@code null} if there are none}
     */
    public @Nullable Damage aheadOnly() {
        return aheadOnly;
    }

    /** {@return whether the store can be appended to, now or after {@link #recover()}} */
    public boolean isUsable() {
        return damage == null || writer.isUsable();
    }

    /** {@return whether the store can be appended to at this moment} */
    public boolean isWritable() {
        return writer.isOpen();
    }

    /** {@return where the next byte goes, if it fits} */
    public Position next() {
        return new Position(writer.newestIndex(), writer.viewOfNewest().end());
    }

    /**
     * A place in the store.
     *
     * @param index number of the data file
     * @param position offset in bytes
     */
    public record Position(int index, long position) {}

    /**
     * Commits a group; when it returns, the group is on stable storage and visible to readers.
     *
     * @param group what to commit
     * @throws IOException see the class comment
     */
    public void commit(CommitGroup group) throws IOException {
        writer.commit(group);
        ahead.forgetDoubts();
    }

    /**
     * Has somebody told when {@link #writeBehind} may do what it has refused, and the committer is going to be busy with forces.
     *
     * @param listener called on the committer's thread; does not block
     */
    public void onForce(Runnable listener) {
        writer.behind().onForce(listener);
    }

    /**
     * Tells whether there is any use in trying to write behind. Does not wait.
     *
     * @param index number of the data file
     * @param from position of the buffer's first byte
     * @return whether that buffer is the next one at this moment
     */
    public boolean mayWriteBehind(int index, long from) {
        return writer.behind().isNext(index, from);
    }

    /**
     * Writes bytes of a buffer that is being filled, ahead of its commit; {@link #forceBehind} forces them. Any one thread may do that
     * beside the committer.
     *
     * @param buffer its number
     * @param index number of the data file
     * @param from position of the buffer's first byte
     * @param position of the first of the bytes: that of the buffer, or where the bytes written before end
     * @param bytes the bytes
     * @return whether they have been written; if not, the commit will do it
     * @throws IOException if the disk does not take them, which the commit will see, too
     */
    public boolean writeBehind(long buffer, int index, long from, long position, ByteBuffer bytes) throws IOException {
        return writer.behind().write(buffer, index, from, position, bytes);
    }

    /**
     * Forces what has been written behind of a buffer, so that its commit finds less to do. By the thread that writes behind.
     *
     * @param buffer its number
     * @throws io.aiodiskdb.internal.io.ForceFailedException if it failed: the session is over
     * @throws IOException if it could not be tried
     */
    public void forceBehind(long buffer) throws IOException {
        writer.behind().force(buffer);
    }

    /**
     * Puts items on stable storage that follow what has been committed, and what was written ahead since. They cannot be read
     * from here before they are committed as well.
     *
     * @param index number of the data file
     * @param from position of the first byte
     * @param items the items
     * @param bytes their bytes
     * @param isRefusable whether they may be given up if it is not done: {@link #takeBack()} must be called then
     * @return whether it is done; if not, they are to be committed now
     * @throws IOException if a force has failed; see the class comment
     */
    public boolean writeAhead(int index, long from, ItemTable items, ByteBuffer bytes, boolean isRefusable)
            throws IOException {
        ChainBase base = writer.base();
        try {
            return base != null && ahead.append(base, index, from, items, bytes, isRefusable);
        } catch (ForceFailedException e) {
            writer.behind().stop(); // nothing is written any more, not even that
            throw e;
        }
    }

    /**
     * Tells whether the items of a transaction are few enough to be written ahead.
     *
     * @param items how many
     * @param bytes how many bytes they have
     * @return whether {@link #writeAhead} may take them
     */
    public boolean suitsWriteAhead(int items, long bytes) {
        return writer.base() != null && ahead.suits(items, bytes);
    }

    /**
     * Makes sure that what {@link #writeAhead} could not do, and is given up, does not come back; as far as the disk takes that. If it
     * does not, the next {@link #recover()} tries it again, and the next commit makes it needless.
     *
     * @throws ForceFailedException if a force has failed; see the class comment
     */
    public void takeBack() throws ForceFailedException {
        try {
            ahead.takeBack();
        } catch (ForceFailedException e) {
            writer.behind().stop();
            throw e;
        } catch (IOException | InvalidDataFileException e) {
            log.warn("What could not be written ahead can neither be overwritten nor cut off", e);
        }
    }

    /** {@return whether {@link #writeAhead} has refused only because there was no room left: a commit makes room} */
    public boolean makesRoomAhead() {
        return ahead.isOpen();
    }

    /** {@return whether {@link #writeAhead} can be called by a thread that anybody may interrupt} */
    public boolean canWriteAheadOnAnyThread() {
        return writer.isOpen() && ahead.isReadyForAnyThread();
    }

    /** {@return whether items have been written ahead that are not committed yet: they must be before anything else is} */
    public boolean hasWrittenAhead() {
        return ahead.isNeeded(writer.base());
    }

    /**
     * Cuts off the end of an index.
     *
     * @param index number of the data file
     * @param position its new end
     * @param firstBytes what is cut off must begin with them
     * @return bytes removed
     * @throws IOException see the class comment
     */
    public long rtrim(int index, long position, ByteBuffer firstBytes) throws IOException {
        return trimmer.rtrim(index, position, firstBytes);
    }

    /**
     * Cuts off the begin of an index.
     *
     * @param index number of the data file
     * @param position its new begin
     * @param lastBytes what is cut off must end with them
     * @return bytes removed
     * @throws IOException see the class comment
     */
    public long ltrim(int index, long position, ByteBuffer lastBytes) throws IOException {
        return trimmer.ltrim(index, position, lastBytes);
    }

    /**
     * Deletes a data file.
     *
     * @param index its number
     * @return bytes removed
     * @throws IOException see the class comment
     */
    public long drop(int index) throws IOException {
        return trimmer.drop(index);
    }

    /**
     * Notes a clean stop: everything is on stable storage, and another program may append now.
     *
     * @throws IOException see the class comment
     */
    public void markClean() throws IOException {
        writer.record(new JournalRecord.Clean(writer.nextLsn(), writer.epoch()));
    }

    @Override
    public void close() {
        figures.end();
        ahead.close();
        writer.abandon();
        handles.close();
    }

    /** {@return what any thread may read of what has been published} */
    public SegmentReads reads() {
        return reads;
    }

    /** {@return counts and sizes} */
    public SegmentFigures figures() {
        return figures;
    }
}
