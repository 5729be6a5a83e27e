package io.aiodiskdb;

import java.util.SplittableRandom;

/**
 * Where the tests take their randomness from: the same numbers in every run, unless the system property
 * {@value #PROPERTY} says otherwise (a number, or {@code new} for another one each time).
 */
public final class TestSeed {

    /** Name of the system property. */
    public static final String PROPERTY = "aiodiskdb.seed";

    private static final long DEFAULT = 20_260_101L;

    private TestSeed() {}

    /**
     * Gives the seed of a test and prints it.
     *
     * @param test name of the test
     * @return the seed
     */
    public static long of(String test) {
        return announced(test, DEFAULT);
    }

    /**
     * Gives the seed of a test that is to see something else each time, and prints it.
     *
     * @param test name of the test
     * @return the seed
     */
    public static long fresh(String test) {
        return announced(test, System.nanoTime());
    }

    private static long announced(String test, long usual) {
        String wanted = System.getProperty(PROPERTY);
        long seed = wanted == null ? usual : "new".equals(wanted) ? System.nanoTime() : Long.parseLong(wanted);
        System.out.println(test + ": seed " + seed + " (-D" + PROPERTY + "=" + seed + " repeats it)");
        return seed;
    }

    /**
     * Makes the bytes of an item.
     *
     * @param seed decides them
     * @param size how many
     * @return the bytes
     */
    public static byte[] bytes(long seed, int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }
}
