package io.aiodiskdb.benchmarks.report;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One system's figures of one kind, by the round in which they were taken. Immutable.
 *
 * @param byRound at least one
 */
public record Figures(NavigableMap<Integer, Double> byRound) {

    /** Copies the map. */
    public Figures {
        if (byRound.isEmpty()) {
            throw new IllegalArgumentException("there are no figures");
        }
        byRound = Collections.unmodifiableNavigableMap(new TreeMap<>(byRound));
    }

    /** {@return figures with one more; one of the same round is replaced} */
    Figures with(int round, double value) {
        TreeMap<Integer, Double> more = new TreeMap<>(byRound);
        more.put(round, value);
        return new Figures(more);
    }

    /** {@return the middle one, or the mean of the two in the middle} */
    public double median() {
        double[] sorted = byRound.values().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** {@return the smallest one} */
    public double least() {
        return Collections.min(values());
    }

    /** {@return the largest one} */
    public double most() {
        return Collections.max(values());
    }

    private Collection<Double> values() {
        return byRound.values();
    }

    /**
     * {@return these figures divided by others, round by round, because what is near in time is measured under like conditions}
     *
     * <p>Nothing if there is no round that has both, and a divisor other than zero.
     */
    public Optional<Figures> dividedBy(Figures others) {
        TreeMap<Integer, Double> ratios = new TreeMap<>();
        for (Map.Entry<Integer, Double> entry : byRound.entrySet()) {
            Double other = others.byRound.get(entry.getKey());
            if (other != null && other != 0) {
                ratios.put(entry.getKey(), entry.getValue() / other);
            }
        }
        return ratios.isEmpty() ? Optional.empty() : Optional.of(new Figures(ratios));
    }
}
