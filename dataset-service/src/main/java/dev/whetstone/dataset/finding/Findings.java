package dev.whetstone.dataset.finding;

import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what the checks find, row by row, and keeps the first few places of each. */
public final class Findings {

    private final List<Waiver> waivers;
    private final LocalDate today;
    private final Map<Check, Tally> tallies = new EnumMap<>(Check.class);

    public Findings(List<Waiver> waivers, LocalDate today) {
        this.waivers = List.copyOf(waivers);
        this.today = today;
    }

    /** What has been found so far, to go on from more than once. */
    public Findings copy() {
        Findings copy = new Findings(waivers, today);
        tallies.forEach((check, tally) -> copy.tallies.put(check, tally.copy()));
        return copy;
    }

    /** @param note what exactly, without quoting content */
    public void add(Check check, Place place, String note) {
        tally(check).add(place, note, outcome(check, place));
    }

    /** A finding that has already been put right by leaving the row out. */
    public void addDropped(Check check, Place place, String note) {
        tally(check).add(place, note, Outcome.DROPPED);
    }

    private Outcome outcome(Check check, Place place) {
        if (waivers.stream().anyMatch(waiver -> waiver.covers(check, place, today))) {
            return Outcome.WAIVED;
        }
        return check.severity() == Severity.ERROR ? Outcome.BLOCKING : Outcome.REPORTED;
    }

    public Tally tally(Check check) {
        return tallies.computeIfAbsent(check, _ -> new Tally());
    }

    public boolean blocked() {
        return tallies.values().stream().anyMatch(tally -> tally.count(Outcome.BLOCKING) > 0);
    }
}
