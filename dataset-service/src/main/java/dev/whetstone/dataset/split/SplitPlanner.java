package dev.whetstone.dataset.split;

import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.ingest.IngestedRow;
import dev.whetstone.dataset.similarity.NearClusters;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Places rows. A row that names its split goes there. A row whose key an earlier version has placed stays where it was, for ever. All
 * others are placed together with their {@link Components}: with what has a place already, else by systematic sampling. For that the
 * components are walked in order of their label and, within it, of SHA-256(salt ‖ key); each goes to the split that lacks most of its
 * share of the rows walked so far. So every label, and the whole, is spread to within a row or a component of the shares, the order is
 * nobody's choice, and rows that come later move nobody.
 */
public final class SplitPlanner {

    /** The splits that have a share, from the one that gives way to the one that must not be touched. */
    static final List<SplitName> BY_SHARE = List.of(SplitName.TRAIN, SplitName.VALIDATION, SplitName.TEST);

    private final SplitShares shares;
    private final String salt;
    private final List<IngestedRow> rows;
    private final Map<String, SplitName> known;
    private final SplitPlan plan;

    private record Component(List<Integer> rows, String label, String order, Optional<SplitName> place) {}

    private SplitPlanner(SplitShares shares, String salt, List<IngestedRow> rows, Map<String, SplitName> known) {
        this.shares = shares;
        this.salt = salt;
        this.rows = rows;
        this.known = known;
        this.plan = new SplitPlan(rows.size());
    }

    /** @param known the split of each key that an earlier version has placed */
    public static SplitPlan plan(
            SplitShares shares,
            String salt,
            List<IngestedRow> rows,
            NearClusters clusters,
            Map<String, SplitName> known,
            Findings findings) {
        SplitPlanner planner = new SplitPlanner(shares, salt, rows, known);
        planner.placeKnown(findings);
        planner.walk(
                Components.of(rows, clusters).stream().map(planner::component).toList());
        return planner.plan;
    }

    private void placeKnown(Findings findings) {
        for (int row = 0; row < rows.size(); row++) {
            IngestedRow ingested = rows.get(row);
            Optional<SplitName> before = Optional.ofNullable(known.get(SplitKey.of(ingested)));
            Optional<SplitName> place = ingested.named().or(() -> before);
            if (place.isPresent()) {
                plan.put(row, place.get());
            }
            if (before.isPresent() && !before.equals(place) && place.get() != SplitName.REGRESSION) {
                findings.add(
                        Check.LEAK_MOVED,
                        ingested.place(),
                        "in " + before.get().label() + " before, named "
                                + place.get().label() + " now");
            }
        }
    }

    private Component component(List<Integer> members) {
        String order = "";
        String label = "";
        for (int row : members) {
            String candidate = SplitKey.order(salt, SplitKey.of(rows.get(row)));
            if (order.isEmpty() || candidate.compareTo(order) < 0) {
                order = candidate;
                label = rows.get(row).label();
            }
        }
        Optional<SplitName> place = members.stream()
                .flatMap(row -> plan.of(row).stream())
                .filter(BY_SHARE::contains)
                .max(Comparator.naturalOrder());
        return new Component(members, label, order, place);
    }

    private void walk(List<Component> components) {
        List<Component> ordered = new ArrayList<>(components);
        ordered.sort(Comparator.comparing(Component::label).thenComparing(Component::order));
        Map<SplitName, Integer> placed = new EnumMap<>(SplitName.class);
        int walked = 0;
        for (Component component : ordered) {
            walked += component.rows().size();
            SplitName place = component.place().orElse(mostLacking(placed, walked));
            for (int row : component.rows()) {
                if (plan.of(row).isEmpty()) {
                    plan.put(row, place);
                }
                placed.merge(plan.of(row).orElseThrow(), 1, Integer::sum);
            }
        }
    }

    private SplitName mostLacking(Map<SplitName, Integer> placed, int walked) {
        return BY_SHARE.stream()
                .max(Comparator.comparingDouble(split -> shares.of(split) * walked - placed.getOrDefault(split, 0)))
                .orElseThrow();
    }
}
