package io.aiodiskdb.internal.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The directory of a {@link SimulatedStorage}: its names, now and as a power cut may leave them, the files behind
 * them, and the quarantined copies. Not thread-safe.
 *
 * <p>A name survives a power cut as any of the files that it meant since the directory was forced last, independently
 * of all other names. A renamed file replaces another in one go, so the name is never without one.
 */
final class SimulatedDisk {

    private final long seed;
    private final int sectorSize;
    private final SplittableRandom random;
    private final SplittableRandom shortReads;
    private final TreeMap<String, SimulatedInode> names = new TreeMap<>();
    /** What names meant before, since the last force: the first is on stable storage. Empty: no file. */
    private final TreeMap<String, List<Optional<SimulatedInode>>> unsettled = new TreeMap<>();

    private final TreeMap<String, byte[]> quarantine = new TreeMap<>();
    private final TreeMap<String, Integer> creations = new TreeMap<>();

    SimulatedDisk(long seed, int sectorSize) {
        this.seed = seed;
        this.sectorSize = sectorSize;
        this.random = new SplittableRandom(seed);
        this.shortReads = random.split();
    }

    /** {@return the random numbers for what happens to the directory} */
    SplittableRandom random() {
        return random;
    }

    /** {@return the random numbers for reads, kept apart because the order of reads may not be that of the program} */
    SplittableRandom shortReads() {
        return shortReads;
    }

    Set<String> names() {
        return Collections.unmodifiableSet(names.keySet());
    }

    /** {@return the file of that name, or null} */
    SimulatedInode find(String name) {
        return names.get(name);
    }

    SimulatedInode create(String name) {
        SimulatedInode inode = newInode(name, true);
        change(name, inode);
        return inode;
    }

    void delete(String name) {
        change(name, null);
    }

    void rename(String from, String to) {
        SimulatedInode inode = names.get(from);
        if (!from.equals(to)) {
            change(to, inode);
            change(from, null);
        }
    }

    private void change(String name, SimulatedInode inode) {
        unsettled.computeIfAbsent(name, key -> new ArrayList<>()).add(Optional.ofNullable(names.get(name)));
        set(name, inode);
    }

    private void set(String name, SimulatedInode inode) {
        if (inode == null) {
            names.remove(name);
        } else {
            names.put(name, inode);
        }
    }

    void force() {
        unsettled.clear();
    }

    /** Gives a file a content, both on stable storage; open files of that name see it. */
    void place(String name, byte[] content) {
        SimulatedInode inode = names.get(name);
        if (inode == null) {
            inode = newInode(name, true);
            set(name, inode);
        }
        unsettled.remove(name);
        inode.settle(content);
    }

    /** Gives a name to something that is no file, on stable storage. */
    void placeIrregular(String name) {
        unsettled.remove(name);
        set(name, newInode(name, false));
    }

    /** Each file has random numbers of its own, so that its fate does not depend on the order of calls on others. */
    private SimulatedInode newInode(String name, boolean regular) {
        long nameSeed = new SplittableRandom(seed ^ name.hashCode()).nextLong();
        SplittableRandom own = new SplittableRandom(nameSeed + creations.merge(name, 1, Integer::sum));
        return new SimulatedInode(sectorSize, regular, own);
    }

    /** Keeps a copy, on stable storage. The first one makes a name in the directory, which is not a file's. */
    void quarantine(String name, byte[] copy) {
        if (quarantine.isEmpty()) {
            placeIrregular(NioStorage.QUARANTINE);
        }
        String free = name;
        for (int number = 1; quarantine.containsKey(free); number++) {
            free = name + "." + number;
        }
        quarantine.put(free, copy);
    }

    Map<String, byte[]> quarantined() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(quarantine));
    }

    /** {@return the bytes that files take, those without a name but open included, and quarantined copies} */
    long used(Collection<SimulatedInode> open) {
        Set<SimulatedInode> all = new LinkedHashSet<>(names.values());
        all.addAll(open);
        return all.stream().mapToLong(SimulatedInode::length).sum()
                + quarantine.values().stream().mapToLong(copy -> copy.length).sum();
    }

    /** {@return one in the same state, what is unsettled included, whose fate another seed decides} */
    SimulatedDisk copy(long itsSeed) {
        SimulatedDisk copy = new SimulatedDisk(itsSeed, sectorSize);
        IdentityHashMap<SimulatedInode, SimulatedInode> copies = new IdentityHashMap<>();
        names.forEach((name, inode) -> copy.names.put(name, copied(name, inode, copies, copy)));
        unsettled.forEach((name, meanings) -> {
            List<Optional<SimulatedInode>> theirs = new ArrayList<>();
            meanings.forEach(meaning -> theirs.add(meaning.map(inode -> copied(name, inode, copies, copy))));
            copy.unsettled.put(name, theirs);
        });
        copy.quarantine.putAll(quarantine);
        copy.creations.putAll(creations);
        return copy;
    }

    private static SimulatedInode copied(
            String name,
            SimulatedInode inode,
            IdentityHashMap<SimulatedInode, SimulatedInode> copies,
            SimulatedDisk target) {
        return copies.computeIfAbsent(
                inode, original -> original.copy(new SplittableRandom(target.seed ^ name.hashCode()).split()));
    }

    /** Leaves what survives, and tells what that is. */
    void cutPower(PowerCut kind, Consumer<String> report) {
        for (Map.Entry<String, List<Optional<SimulatedInode>>> entry : unsettled.entrySet()) {
            String name = entry.getKey();
            List<Optional<SimulatedInode>> candidates = entry.getValue();
            candidates.add(Optional.ofNullable(names.get(name)));
            int chosen = switch (kind.names) {
                case OLD -> 0;
                case NEW -> candidates.size() - 1;
                case ANY -> random.nextInt(candidates.size());
            };
            set(name, candidates.get(chosen).orElse(null));
            report.accept(name + ": entry " + (chosen + 1) + " of " + candidates.size()
                    + (candidates.get(chosen).isPresent() ? "" : ", no file"));
        }
        unsettled.clear();
        Set<SimulatedInode> cut = new LinkedHashSet<>();
        names.forEach((name, inode) -> {
            if (cut.add(inode)) {
                report.accept(name + ": " + inode.cutPower(kind.bytes));
            }
        });
    }
}
