package dev.whetstone.dataset.finding;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What one check found: how many rows, with which outcome, and the first few of them. */
public final class Tally {

    private static final int SAMPLES = 5;

    private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    private final List<Sample> samples = new ArrayList<>();
    private long lastLine = -1;

    /** One row, noted. */
    public record Sample(Place place, String note, Outcome outcome) {}

    Tally copy() {
        Tally copy = new Tally();
        copy.counts.putAll(counts);
        copy.samples.addAll(samples);
        copy.lastLine = lastLine;
        return copy;
    }

    /** What is found twice in one line counts once. */
    void add(Place place, String note, Outcome outcome) {
        if (place.line() > 0 && place.line() == lastLine) {
            return;
        }
        lastLine = place.line();
        counts.merge(outcome, 1, Integer::sum);
        if (samples.size() < SAMPLES) {
            samples.add(new Sample(place, note, outcome));
        }
    }

    public int count() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    public int count(Outcome outcome) {
        return counts.getOrDefault(outcome, 0);
    }

    public List<Sample> samples() {
        return List.copyOf(samples);
    }
}
