package io.aiodiskdb.internal.io;

import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;

/**
 * A {@link Storage} in memory that does to its files what disks and kernels may do, deterministically from a seed.
 *
 * <p>What is not forced may get lost in a power cut: sectors one by one and in any order, lengths, truncations and
 * names. A file may be left longer than what was written of it; then it holds zeros, garbage or what it held earlier.
 * A failed force leaves pages that can be read but never reach the disk. Reads and writes may do less than asked.
 * Space runs out. As with a {@link java.nio.channels.FileChannel}, an interrupted thread closes the file that it uses.
 *
 * <p>The power is cut by {@link #cutPowerAtStep}, by a {@link FaultInjector}, or between two calls by {@link
 * #powerCut}. From then on all calls throw {@link PowerCutException}, only closing a file goes by silently; so a
 * thread that is left over from before the cut cannot reach the disk. {@link #powerCut} and {@link #restart} give the
 * storage that a new opener finds.
 *
 * <p>Thread-safe, by one lock, which no fault injector is called with. With several threads the seed still decides what
 * happens to a file by the order of calls on that file alone, so only the place of a cut depends on the scheduling.
 */
public final class SimulatedStorage extends SimulatedDirectory {

    /** The size of a sector, which is written wholly or not at all, in bytes, if not told. */
    public static final int DEFAULT_SECTOR_SIZE = 512;

    /** What the exception says when the disk is full. */
    public static final String NO_SPACE = "No space left on device";

    /**
     * Makes an empty storage.
     *
     * @param seed decides all that is left to chance
     */
    public SimulatedStorage(long seed) {
        this(seed, DEFAULT_SECTOR_SIZE);
    }

    /**
     * Makes an empty storage.
     *
     * @param seed decides all that is left to chance
     * @param sectorSize bytes that are written wholly or not at all; with few, small records tear often
     */
    public SimulatedStorage(long seed, int sectorSize) {
        this(new SimulatedKernel(new SimulatedDisk(seed, sectorSize)));
    }

    private SimulatedStorage(SimulatedKernel kernel) {
        super(kernel);
    }

    // ---------------------------------------------------------------- settings

    /**
     * Sets how often a read or a write does less than it is asked to.
     *
     * @param rate from 0 to 1
     * @return this
     */
    public SimulatedStorage shortTransferRate(double rate) {
        synchronized (kernel.lock) {
            kernel.shortTransferRate = rate;
            return this;
        }
    }

    /**
     * Sets how often a call that may take space fails for want of it, though there may be room: a write, a creation, a quarantine
     * copy, and, as where old blocks are not written over, a deletion, a renaming and a truncation.
     *
     * @param rate from 0 to 1
     * @return this
     */
    public SimulatedStorage outOfSpaceRate(double rate) {
        synchronized (kernel.lock) {
            kernel.outOfSpaceRate = rate;
            return this;
        }
    }

    /**
     * Sets how often a force of a file or of the directory fails.
     *
     * @param rate from 0 to 1
     * @return this
     */
    public SimulatedStorage failedForceRate(double rate) {
        synchronized (kernel.lock) {
            kernel.failedForceRate = rate;
            return this;
        }
    }

    /**
     * Sets the size of the disk; below what is used already, every write that makes a file longer fails.
     *
     * @param bytes of all files and quarantined copies
     * @return this
     */
    public SimulatedStorage capacity(long bytes) {
        synchronized (kernel.lock) {
            kernel.capacity = bytes;
            return this;
        }
    }

    /**
     * Sets what goes wrong with which calls.
     *
     * @param injector replaces the one before
     * @return this
     */
    public SimulatedStorage faults(FaultInjector injector) {
        synchronized (kernel.lock) {
            kernel.faults = injector;
            return this;
        }
    }

    /**
     * Sets where the power is cut. Only calls that may change the disk are steps: cuts between other calls are all
     * alike.
     *
     * @param step as {@link #steps()} counts them; one that is over already means the next
     * @return this
     */
    public SimulatedStorage cutPowerAtStep(long step) {
        synchronized (kernel.lock) {
            kernel.recorder.cutAtStep(step);
            return this;
        }
    }

    /**
     * Sets whether a trace is kept.
     *
     * @param on from now on
     * @return this
     */
    public SimulatedStorage tracing(boolean on) {
        synchronized (kernel.lock) {
            kernel.recorder.setTracing(on);
            return this;
        }
    }

    // ---------------------------------------------------------------- what tests ask

    /** {@return how many calls were made} */
    public long calls() {
        synchronized (kernel.lock) {
            return kernel.recorder.calls();
        }
    }

    /** {@return how many of the calls may have changed the disk; the storage after a cut begins at 0} */
    public long steps() {
        synchronized (kernel.lock) {
            return kernel.recorder.steps();
        }
    }

    /** {@return the calls so far, what became of them, and what survived the cut that this storage comes from} */
    public List<String> trace() {
        synchronized (kernel.lock) {
            return kernel.recorder.trace();
        }
    }

    /** {@return how many forces, of files or of the directory, have failed} */
    public int failedForces() {
        synchronized (kernel.lock) {
            return kernel.failedForces();
        }
    }

    /** {@return the names that the files that are open were opened by, in the order of opening} */
    public List<String> openFiles() {
        synchronized (kernel.lock) {
            return kernel.openFiles();
        }
    }

    /** {@return whether the power was cut} */
    public boolean isPowerOff() {
        synchronized (kernel.lock) {
            return kernel.recorder.isPowerOff();
        }
    }

    /** {@return the quarantined copies by name} */
    public Map<String, byte[]> quarantined() {
        synchronized (kernel.lock) {
            return kernel.disk.quarantined();
        }
    }

    /** {@return the names of all files, without a call being counted} */
    public List<String> names() {
        synchronized (kernel.lock) {
            return List.copyOf(kernel.disk.names());
        }
    }

    /**
     * Reads a whole file, without a call being counted.
     *
     * @param name its name
     * @return what a reader would see
     * @throws NoSuchFileException if there is none
     */
    public byte[] contents(String name) throws NoSuchFileException {
        synchronized (kernel.lock) {
            return existing(name).bytes();
        }
    }

    /**
     * Tells whether a name is that of something that is not a regular file, without a call being counted.
     *
     * @param name any name
     * @return whether it is
     */
    public boolean isIrregular(String name) {
        synchronized (kernel.lock) {
            SimulatedInode inode = kernel.disk.find(name);
            return inode != null && !inode.isRegular();
        }
    }

    /**
     * Puts a file on stable storage, or replaces its content there and under those who have it open, without a call
     * being counted.
     *
     * @param name its name
     * @param content what it holds
     */
    public void place(String name, byte[] content) {
        synchronized (kernel.lock) {
            kernel.disk.place(name, content);
        }
    }

    /**
     * Puts something that is not a regular file on stable storage. It can be deleted as a symbolic link can.
     *
     * @param name its name
     */
    public void placeIrregular(String name) {
        synchronized (kernel.lock) {
            kernel.disk.placeIrregular(name);
        }
    }

    // ---------------------------------------------------------------- after the cut

    /**
     * Cuts the power, if it is not cut yet, and switches it on again.
     *
     * @return what survived, with the settings of this one, but without its faults and its cut; to be called once
     */
    public SimulatedStorage powerCut() {
        return successor(true);
    }

    /**
     * Ends the process that uses the storage, if the power is not cut yet, and starts another; the kernel lives on. All
     * that was written can be read, and nothing more is on stable storage than before.
     *
     * @return the storage as the new process finds it, with the settings of this one, but without its faults and its
     *     cut; to be called once
     */
    public SimulatedStorage restart() {
        return successor(false);
    }

    /**
     * Tells what a new opener would find if the power was cut now, and leaves this one as it is: it may be asked again.
     *
     * @param kind how much survives
     * @param seed decides what is left to chance from now on
     * @return what would survive, with the settings of this one, but without its faults and its cut
     */
    public SimulatedStorage afterPowerCut(PowerCut kind, long seed) {
        synchronized (kernel.lock) {
            SimulatedKernel successor = kernel.successor(kernel.disk.copy(seed));
            successor.disk.cutPower(kind, line -> successor.recorder.note("survived: " + line));
            return new SimulatedStorage(successor);
        }
    }

    /**
     * Tells what a new process would find if this one ended now, and leaves this one as it is: it may be asked again.
     *
     * @param seed decides what is left to chance from now on
     * @return all that was written, and as little of it on stable storage as here
     */
    public SimulatedStorage afterRestart(long seed) {
        synchronized (kernel.lock) {
            return new SimulatedStorage(kernel.successor(kernel.disk.copy(seed)));
        }
    }

    private SimulatedStorage successor(boolean lossy) {
        SimulatedKernel successor = kernel.successor();
        if (lossy) {
            kernel.disk.cutPower(PowerCut.CHANCE_DECIDES, line -> successor.recorder.note("survived: " + line));
        }
        return new SimulatedStorage(successor);
    }
}
