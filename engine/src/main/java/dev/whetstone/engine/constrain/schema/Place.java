package dev.whetstone.engine.constrain.schema;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** A part of a schema and where it stands. The pointer is only written when something is refused. */
record Place(JsonNode node, Optional<Place> parent, String step) {

    private static final int LONGEST_STEP = 100;

    static Place root(JsonNode schema) {
        return new Place(schema, Optional.empty(), "#");
    }

    Place at(String name) {
        return new Place(node.get(name), Optional.of(this), name);
    }

    Place at(int index) {
        return new Place(node.get(index), Optional.of(this), Integer.toString(index));
    }

    boolean has(String name) {
        return node.has(name);
    }

    boolean isRoot() {
        return parent.isEmpty();
    }

    /** The parts of a list of one to so many. */
    List<Place> listed(int most) {
        if (!node.isArray() || node.isEmpty()) {
            throw isNot("a list that is not empty");
        }
        if (node.size() > most) {
            throw refuse("it lists " + node.size() + " values, more than the " + most + " allowed", "List fewer");
        }
        return IntStream.range(0, node.size()).mapToObj(this::at).toList();
    }

    /** A whole number from 0 on. */
    int count() {
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
            throw isNot("a whole number from 0 to " + Integer.MAX_VALUE);
        }
        return node.intValue();
    }

    String text() {
        if (!node.isTextual()) {
            throw isNot("a string");
        }
        return node.textValue();
    }

    SchemaException refuse(String problem, String whatToDo) {
        return new SchemaException(pointer(), problem, whatToDo);
    }

    /** Refuses this part because it is of another type than it has to be. */
    SchemaException isNot(String expected) {
        return refuse(
                "expected " + expected + ", found " + node.getNodeType().name().toLowerCase(Locale.ROOT),
                "Write " + expected + " here");
    }

    private String pointer() {
        Deque<String> steps = new ArrayDeque<>();
        for (Optional<Place> place = Optional.of(this); place.isPresent(); place = place.get().parent) {
            steps.addFirst(place.get().isRoot() ? "#" : escaped(place.get().step));
        }
        return String.join("/", steps);
    }

    private static String escaped(String step) {
        String whole = step.replace("~", "~0").replace("/", "~1");
        return whole.length() <= LONGEST_STEP ? whole : whole.substring(0, LONGEST_STEP) + "…";
    }
}
