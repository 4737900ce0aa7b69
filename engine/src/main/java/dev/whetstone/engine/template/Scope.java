package dev.whetstone.engine.template;

import java.util.HashMap;
import java.util.Map;

/** Names that are visible at one place. What a loop or macro sets does not outlive it. */
final class Scope {

    private final Scope parent;
    private final Map<String, Object> names = new HashMap<>();

    private Scope(Scope parent) {
        this.parent = parent;
    }

    static Scope root() {
        return new Scope(null);
    }

    Scope inner() {
        return new Scope(this);
    }

    void set(String name, Object value) {
        names.put(name, value);
    }

    Object find(String name) {
        for (Scope scope = this; scope != null; scope = scope.parent) {
            Object value = scope.names.get(name);
            if (value != null) {
                return value;
            }
        }
        return new Undefined(name);
    }
}
