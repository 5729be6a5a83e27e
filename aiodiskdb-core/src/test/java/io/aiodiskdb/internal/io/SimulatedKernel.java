package io.aiodiskdb.internal.io;

import io.aiodiskdb.internal.io.StorageCall.Kind;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What stands between the callers of a {@link SimulatedStorage} and its disk: counts the calls, lets them fail as was
 * asked for, knows the open files and the room that is left.
 *
 * <p>A call has two parts. {@link #enter} counts it and asks the fault injector, without the lock, so that an injector
 * can hold one call back while others go on. Then the call is done under the lock, if the power is still on.
 */
final class SimulatedKernel {

    private static final long UNLIMITED = 1L << 50;

    /** Guards the fields, the disk and all its files. */
    final Object lock = new Object();

    final SimulatedDisk disk;
    final CallRecorder recorder = new CallRecorder();
    FaultInjector faults = FaultInjector.none();
    double shortTransferRate;
    double outOfSpaceRate;
    double failedForceRate;
    long capacity = UNLIMITED;
    private int failedForces;
    private final Set<SimulatedFile> open = new LinkedHashSet<>();

    SimulatedKernel(SimulatedDisk disk) {
        this.disk = disk;
    }

    /** Switches this one off, and makes the one that a new opener finds: same disk, same settings, no faults. */
    SimulatedKernel successor() {
        synchronized (lock) {
            recorder.switchOff();
            return successor(disk);
        }
    }

    /** {@return one with the same settings and no faults on another disk} */
    SimulatedKernel successor(SimulatedDisk itsDisk) {
        synchronized (lock) {
            SimulatedKernel successor = new SimulatedKernel(itsDisk);
            successor.shortTransferRate = shortTransferRate;
            successor.outOfSpaceRate = outOfSpaceRate;
            successor.failedForceRate = failedForceRate;
            successor.capacity = capacity;
            successor.recorder.setTracing(recorder.isTracing());
            return successor;
        }
    }

    int enter(Kind kind, String name) throws IOException {
        return enter(kind, name, "", 0, 0, () -> {});
    }

    /**
     * Counts a call and lets it fail, if it is to fail. Not to be called with the lock.
     *
     * @param partOfIt done, with the lock, if the power is cut here
     * @return the most bytes that the call may transfer
     */
    int enter(Kind kind, String name, String otherName, long offset, long length, Runnable partOfIt)
            throws IOException {
        StorageCall call;
        FaultInjector injector;
        synchronized (lock) {
            recorder.requirePower();
            call = recorder.begin(kind, name, otherName, offset, length);
            if (recorder.isCut(call)) {
                throw cut(new PowerCutException("power cut at call " + call), partOfIt);
            }
            injector = faults;
        }
        try {
            return injector.before(call);
        } catch (PowerCutException e) {
            synchronized (lock) {
                throw cut(e, partOfIt);
            }
        } catch (IOException e) {
            synchronized (lock) {
                recorder.note("    fails: " + e.getMessage());
            }
            throw e;
        }
    }

    private PowerCutException cut(PowerCutException cause, Runnable partOfIt) {
        if (!recorder.isPowerOff()) {
            partOfIt.run();
            recorder.switchOff();
            recorder.note("    power cut");
        }
        return cause;
    }

    SimulatedFile open(String name, SimulatedInode inode, boolean writable) {
        SimulatedFile file = new SimulatedFile(this, name, inode, writable);
        open.add(file);
        return file;
    }

    void closed(SimulatedFile file) {
        open.remove(file);
    }

    List<String> openFiles() {
        return open.stream().map(SimulatedFile::toString).toList();
    }

    /** {@return how many bytes files can still grow} */
    long room() {
        if (capacity == UNLIMITED) {
            return UNLIMITED;
        }
        return Math.max(
                0, capacity - disk.used(open.stream().map(SimulatedFile::inode).toList()));
    }

    /** Lets a call that takes space fail now and then, room or not. */
    void requireSpace(SplittableRandom random) throws IOException {
        if (happens(outOfSpaceRate, random)) {
            throw noSpace();
        }
    }

    IOException noSpace() {
        recorder.note("    fails: " + SimulatedStorage.NO_SPACE);
        return new IOException(SimulatedStorage.NO_SPACE);
    }

    /** Takes note of a force that has failed. */
    void forceFailed() {
        failedForces++;
    }

    int failedForces() {
        return failedForces;
    }

    /** Lets a force fail now and then, also for want of space: some file systems look for it only then. */
    void requireForce(SplittableRandom random) throws IOException {
        if (happens(failedForceRate, random)) {
            recorder.note("    fails: force");
            throw new IOException(random.nextBoolean() ? SimulatedStorage.NO_SPACE : "Input/output error");
        }
    }

    /** {@return how many bytes a call transfers that may transfer so many} */
    int transferred(int most, SplittableRandom random) {
        return most > 1 && happens(shortTransferRate, random) ? 1 + random.nextInt(most - 1) : most;
    }

    private static boolean happens(double rate, SplittableRandom random) {
        return rate > 0 && random.nextDouble() < rate;
    }
}
