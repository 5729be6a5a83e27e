package io.aiodiskdb.benchmarks.report;

import io.aiodiskdb.benchmarks.workload.Measurement;

/**
 * What figures must have in common to be compared with one another.
 *
 * @param workload such as W1
 * @param variant of the workload
 * @param metric what was measured
 * @param unit of the figures
 */
public record Row(String workload, String variant, String metric, String unit) {

    static Row of(Measurement measurement) {
        return new Row(measurement.workload(), measurement.variant(), measurement.metric(), measurement.unit());
    }

    /** {@return whether more is better: of rates, but not of times and bytes} */
    public boolean moreIsBetter() {
        return unit.equals("/s");
    }
}
