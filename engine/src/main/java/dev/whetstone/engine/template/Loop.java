package dev.whetstone.engine.template;

import java.util.List;

/** The {@code loop} variable. */
final class Loop {

    private final List<Object> items;
    private int index;
    private Object changedFrom = new Undefined("changed");

    Loop(List<Object> items) {
        this.items = items;
    }

    void at(int newIndex) {
        index = newIndex;
    }

    Object attribute(String name) {
        int last = items.size() - 1;
        return switch (name) {
            case "index" -> index + 1L;
            case "index0" -> (long) index;
            case "revindex" -> last - index + 1L;
            case "revindex0" -> (long) last - index;
            case "first" -> index == 0;
            case "last" -> index == last;
            case "length" -> (long) items.size();
            case "depth" -> 1L; // only a recursive loop goes deeper
            case "depth0" -> 0L;
            case "previtem" -> index > 0 ? items.get(index - 1) : new Undefined("loop.previtem");
            case "nextitem" -> index < last ? items.get(index + 1) : new Undefined("loop.nextitem");
            case "cycle" -> (Callable) this::cycle;
            case "changed" -> (Callable) this::changed;
            default -> new Undefined("loop." + name);
        };
    }

    private Object cycle(Arguments arguments) {
        arguments.require(0, "a value");
        return arguments.positional().get(index % arguments.positional().size());
    }

    private Object changed(Arguments arguments) {
        boolean changed = !arguments.positional().equals(changedFrom);
        changedFrom = arguments.positional();
        return changed;
    }
}
