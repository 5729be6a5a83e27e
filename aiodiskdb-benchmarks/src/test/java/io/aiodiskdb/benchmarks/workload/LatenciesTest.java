package io.aiodiskdb.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void aPercentileIsTheDurationThatSoManyDidNotExceed() {
        Latencies latencies = new Latencies(1);
        for (int i = 1000; i >= 1; i--) {
            latencies.add(i * 1000L);
        }
        assertThat(latencies.micros(0.5)).isEqualTo(500);
        assertThat(latencies.micros(0.99)).isEqualTo(990);
        assertThat(latencies.micros(0.999)).isEqualTo(999);
        assertThat(latencies.micros(1)).isEqualTo(1000);
    }

    @Test
    void mergesOthers() {
        Latencies one = new Latencies(1);
        one.add(1000);
        Latencies other = new Latencies(1);
        other.add(3000);
        one.addAll(other);
        assertThat(one.count()).isEqualTo(2);
        assertThat(one.micros(1)).isEqualTo(3);
    }
}
