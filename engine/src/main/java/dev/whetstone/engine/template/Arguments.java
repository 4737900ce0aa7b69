package dev.whetstone.engine.template;

import java.util.List;
import java.util.Map;

/** Evaluated arguments of a call, a filter or a test. */
record Arguments(Rendering rendering, List<Object> positional, Map<String, Object> named) {

    static Arguments of(Rendering rendering, Object... positional) {
        return new Arguments(rendering, List.of(positional), Map.of());
    }

    int count() {
        return positional.size() + named.size();
    }

    boolean has(int index, String name) {
        return index < positional.size() || named.containsKey(name);
    }

    Object find(int index, String name, Object otherwise) {
        if (index < positional.size()) {
            return positional.get(index);
        }
        return named.getOrDefault(name, otherwise);
    }

    Object require(int index, String name) {
        if (!has(index, name)) {
            throw rendering.fail("argument " + (index + 1) + " (" + name + ") is missing");
        }
        return find(index, name, None.NONE);
    }

    Text requireText(int index, String name) {
        return rendering.requireText(require(index, name));
    }

    boolean flag(int index, String name, boolean otherwise) {
        return Values.isTrue(find(index, name, otherwise));
    }

    int integer(int index, String name, int otherwise) {
        Object value = find(index, name, (long) otherwise);
        if (value instanceof Long number && number.intValue() == number) {
            return number.intValue();
        }
        throw rendering.fail(name + " must be a whole number, not " + Values.typeName(value));
    }

    /** Arguments nobody looks at would be a silent mistake of the template. */
    Arguments atMost(int most) {
        if (count() > most) {
            throw rendering.fail("takes at most " + most + " arguments, got " + count());
        }
        return this;
    }

    Arguments without(int first) {
        return new Arguments(
                rendering, positional.subList(Math.min(first, positional.size()), positional.size()), named);
    }
}
