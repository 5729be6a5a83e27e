package io.aiodiskdb;

import io.aiodiskdb.internal.io.NioStorage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole directories of mutated, random, forged, renamed and missing files: a store opens them, or says why not. */
class StoreFuzzTest {

    private static final List<StoreImage> IMAGES = StoreImage.all();

    @Test
    @Timeout(600)
    void anyFilesAreOpenedOrRefusedAndNothingIsLostWithoutACopy() throws InterruptedException {
        new ParallelSeeds("fuzz.store", 40_000).run(StoreFuzzTest::fuzz);
    }

    private static @Nullable String fuzz(long seed) {
        Mutator mutator = new Mutator(seed);
        SplittableRandom random = mutator.random();
        StoreImage image = IMAGES.get(random.nextInt(IMAGES.size()));
        TreeMap<String, byte[]> files = new TreeMap<>(image.files());
        TreeSet<String> irregular = new TreeSet<>();
        List<String> changes = new ArrayList<>();
        boolean genuine = true;
        boolean forged = false; // a record of an rtrim or a drop is done: what it is about is gone
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            List<String> names = List.copyOf(files.keySet());
            String name = names.isEmpty() ? "data00000.dat" : names.get(random.nextInt(names.size()));
            byte[] content = files.getOrDefault(name, new byte[0]);
            int kind = random.nextInt(12);
            switch (kind) {
                case 0 -> files.put(name, mutator.bytes(300));
                case 1 -> files.remove(name);
                case 2 -> {
                    files.put(name, mutator.forge(content));
                    genuine = false;
                    forged = true;
                }
                case 3 -> {
                    files.put(newName(random), mutator.random().nextBoolean() ? content : mutator.bytes(300));
                    genuine = false;
                }
                case 4 -> {
                    files.remove(name);
                    irregular.add(name);
                }
                case 5 -> {
                    files.put(".checkpoint-1700000000000", checkpoint(mutator, files));
                    genuine = false;
                }
                default -> files.put(name, mutator.mutate(content));
            }
            changes.add(kind + " " + name);
        }
        // Without any journal it is a store of the Python library, and nothing is known of its bytes.
        genuine &= image.files().entrySet().stream()
                .anyMatch(file ->
                        file.getKey().endsWith(".journal") && Arrays.equals(file.getValue(), files.get(file.getKey())));
        irregular.removeIf(files::containsKey);
        StoreProbe probe = new StoreProbe(image, files, irregular);
        String problem = probe.run();
        if (problem == null && !forged) {
            problem = probe.lossWithoutCopy();
        }
        if (problem == null && genuine && probe.hasServedOtherBytes()) {
            problem = "other bytes served";
        }
        return problem == null ? null : image + ", " + changes + ": " + problem;
    }

    private static String newName(SplittableRandom random) {
        String[] names = {
            "data00003.dat",
            "data00004.journal",
            "data00009.dat",
            "data99999.journal",
            "data999999999.dat",
            "data999999999.journal",
            "data1.dat",
            "data0000000000.dat",
            ".tmp.data00000.dat",
            ".tmp.data00007.dat",
            "notes.txt",
            ".checkpoint-",
            ".checkpoint-1",
            ".checkpoint-99999999999999999999",
            ".aiodiskdb.lock",
            ".aiodiskdb.ahead",
            NioStorage.QUARANTINE
        };
        return names[random.nextInt(names.length)];
    }

    private static byte[] checkpoint(Mutator mutator, Map<String, byte[]> files) {
        if (mutator.random().nextInt(3) == 0) {
            return mutator.bytes(300);
        }
        byte[] entry = new byte[52];
        byte[] data = files.getOrDefault("data00000.dat", new byte[24]);
        int length = Math.min(data.length, 8 + mutator.random().nextInt(200));
        entry[6] = (byte) length;
        entry[7] = (byte) (length >> 8);
        System.arraycopy(data, Math.max(0, length - 8), entry, 12, Math.min(8, length));
        return mutator.random().nextBoolean() ? entry : mutator.mutate(entry);
    }
}
