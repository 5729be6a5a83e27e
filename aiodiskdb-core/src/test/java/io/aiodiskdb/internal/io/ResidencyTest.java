package io.aiodiskdb.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is believed to be in the page cache, and for how long. */
class ResidencyTest {

    private static final long STRETCH = Residency.STRETCH;
    private static final long LENGTH = 3 * STRETCH + 1000;

    /** What lies outside of the cache: the begins and the ends of ranges. */
    private final TreeMap<Long, Long> evicted = new TreeMap<>();

    private final List<String> questions = new ArrayList<>();
    private long now = -5; // a clock may be below 0
    private final Residency residency = new Residency(LENGTH, this::ask, () -> now);

    private boolean ask(long offset, int length) {
        questions.add(offset + "+" + length);
        var before = evicted.lowerEntry(offset + length);
        return before == null || before.getValue() <= offset;
    }

    @Test
    void systemIsAskedForAStretchOnce() {
        assertThat(residency.isResident(10, 5)).isTrue();
        assertThat(residency.isResident(STRETCH - 5, 5)).isTrue();
        assertThat(questions).containsExactly("0+" + STRETCH);
    }

    @Test
    void answerIsBelievedForAWhile() {
        residency.isResident(10, 5);
        evicted.put(0L, STRETCH);
        now += Residency.BELIEVED_NANOS - 2;
        assertThat(residency.isResident(10, 5)).isTrue();
        now += 3;
        assertThat(residency.isResident(10, 5)).isFalse();
    }

    @Test
    void rangeInAStretchThatIsPartlyThereIsAskedForByItself() {
        evicted.put(100L, 200L);
        assertThat(residency.isResident(300, 5)).isTrue();
        assertThat(residency.isResident(150, 5)).isFalse();
        assertThat(questions).containsExactly("0+" + STRETCH, "300+5", "150+5");
    }

    @Test
    void rangeAcrossStretchesIsThereIfAllOfItIs() {
        long from = STRETCH - 10;
        int size = (int) STRETCH + 20;
        assertThat(residency.isResident(from, size)).isTrue();

        now += 2 * Residency.BELIEVED_NANOS;
        evicted.put(2 * STRETCH + 5, 2 * STRETCH + 6);
        assertThat(residency.isResident(from, size)).isFalse();
        assertThat(residency.isResident(from, size - 10)).isTrue();
    }

    @Test
    void lastStretchEndsWithTheFile() {
        assertThat(residency.isResident(LENGTH - 1, 1)).isTrue();
        assertThat(questions).containsExactly(3 * STRETCH + "+1000");
    }
}
