package io.aiodiskdb.benchmarks.report;

import io.aiodiskdb.benchmarks.workload.Measurement;

/** Invented results, of two rounds, for tests. */
final class Sample {

    static final Row APPEND = new Row("W1", "1024 B, 1 thread, unsynced", "until all is in the files", "/s");
    static final Row OPENING = new Row("W5", "5 GiB, 5 million items", "opening, median of 5", "ms");

    private Sample() {}

    static Results results() {
        Results results = new Results();
        results.addFact("cpu", "one that | does not exist");
        add(results, APPEND, "aiodiskdb", 3000, 3300);
        add(results, APPEND, "aiodiskdb-default", 1500, 1500);
        add(results, APPEND, "chronicle", 2000, 2000);
        add(results, APPEND, "lmdb", 1000, 1000);
        add(results, APPEND, "limit", 6000, 6000);
        add(results, OPENING, "aiodiskdb", 20, 22);
        add(results, OPENING, "mvstore", 80, 88);
        add(results, OPENING, "rocksdb", 800, 880);
        results.addFailure("W1, some variant, artemis, round 2: status 1");
        return results;
    }

    private static void add(Results results, Row row, String system, double... values) {
        for (int round = 1; round <= values.length; round++) {
            results.add(
                    round,
                    new Measurement(
                            row.workload(), row.variant(), system, row.metric(), values[round - 1], row.unit()));
        }
    }
}
