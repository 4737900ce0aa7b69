package dev.whetstone.engine.constrain.schema;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Kinds while a schema is read: each may name others as alternatives, itself included, until the grammar is finished. */
final class Kinds {

    private static final int NEVER = Integer.MAX_VALUE / 2;

    private final List<Draft> drafts = new ArrayList<>();

    /** A kind that is being read: its shapes, and other kinds that are as good. */
    private record Draft(Place place, List<Shape> shapes, List<Integer> others) {}

    int open(Place place) {
        if (drafts.size() >= Bounds.SUBSCHEMAS) {
            throw place.refuse(
                    "the schema has more than the " + Bounds.SUBSCHEMAS + " parts allowed", "Make it smaller");
        }
        drafts.add(new Draft(place, new ArrayList<>(), new ArrayList<>()));
        return drafts.size() - 1;
    }

    void add(int kind, Shape shape) {
        drafts.get(kind).shapes.add(shape);
    }

    void addAll(int kind, int other) {
        drafts.get(kind).others.add(other);
    }

    Grammar finish(int root) {
        List<List<Shape>> choices = new ArrayList<>();
        for (int kind = 0; kind < drafts.size(); kind++) {
            choices.add(List.copyOf(shapes(kind)));
        }
        int[] least = leastNesting(choices);
        List<Grammar.Kind> kinds = new ArrayList<>();
        for (int kind = 0; kind < least.length; kind++) {
            if (least[kind] > Bounds.VALUE_NESTING) {
                throw drafts.get(kind)
                        .place()
                        .refuse(
                                "no value of it can be ended: it needs itself, or objects and arrays more than "
                                        + Bounds.VALUE_NESTING + " deep",
                                "Make a property on the way optional, or add null or another alternative");
            }
            int[] nesting = choices.get(kind).stream()
                    .mapToInt(shape -> nesting(shape, least))
                    .toArray();
            kinds.add(new Grammar.Kind(choices.get(kind), nesting, least[kind]));
        }
        return new Grammar(kinds, root);
    }

    /** Every shape that can be reached over alternatives and references alone. */
    private Set<Shape> shapes(int kind) {
        Set<Shape> shapes = new LinkedHashSet<>();
        Set<Integer> seen = new HashSet<>(Set.of(kind));
        Deque<Integer> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            Draft draft = drafts.get(open.removeFirst());
            shapes.addAll(draft.shapes);
            if (Math.max(shapes.size(), seen.size()) > Bounds.ALTERNATIVES) {
                throw drafts.get(kind)
                        .place()
                        .refuse(
                                "it has more than the " + Bounds.ALTERNATIVES + " alternatives or references allowed",
                                "Use fewer, or one enum for fixed values");
            }
            if (draft.others.contains(kind)) {
                throw drafts.get(kind)
                        .place()
                        .refuse("it leads back to itself without an object or array between", "Correct its $ref");
            }
            draft.others.stream().filter(seen::add).forEach(open::addLast);
        }
        return shapes;
    }

    /** Round n finds what needs n levels, so more rounds than the limit find nothing that would be allowed. */
    private static int[] leastNesting(List<List<Shape>> choices) {
        int[] least = new int[choices.size()];
        Arrays.fill(least, NEVER);
        boolean changed = true;
        for (int round = 0; changed && round <= Bounds.VALUE_NESTING; round++) {
            changed = false;
            for (int kind = 0; kind < least.length; kind++) {
                for (Shape shape : choices.get(kind)) {
                    int nesting = nesting(shape, least);
                    changed |= nesting < least[kind];
                    least[kind] = Math.min(least[kind], nesting);
                }
            }
        }
        return least;
    }

    private static int nesting(Shape shape, int[] least) {
        return switch (shape) {
            case Shape.Literals _, Shape.Text _, Shape.Numeral _ -> 0;
            case Shape.FreeMembers _ -> 1;
            case Shape.Items items -> Math.min(NEVER, 1 + (items.least() > 0 ? least[items.item()] : 0));
            case Shape.Members members -> {
                int inside = 0;
                for (int i = 0; i < members.size(); i++) {
                    inside = members.isRequired(i) ? Math.max(inside, least[members.value(i)]) : inside;
                }
                yield Math.min(NEVER, 1 + inside);
            }
        };
    }
}
