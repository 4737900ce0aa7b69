package dev.whetstone.engine.constrain.schema;

import java.util.List;
import java.util.function.Consumer;

/** The values that a schema allows: kinds of values by number, each a choice of shapes, and the kind of the whole. Immutable. */
public final class Grammar {

    /**
     * A choice of shapes.
     *
     * @param nesting the fewest objects and arrays inside each other that a value of each shape needs
     * @param least the smallest of them
     */
    record Kind(List<Shape> shapes, int[] nesting, int least) {}

    private final List<Kind> kinds;
    private final int root;

    Grammar(List<Kind> kinds, int root) {
        this.kinds = List.copyOf(kinds);
        this.root = root;
    }

    /** The kind of the whole value. */
    public int root() {
        return root;
    }

    /** Whether a value of a kind can be ended inside so many objects and arrays. */
    public boolean fits(int kind, int nesting) {
        return kinds.get(kind).least() + nesting <= Bounds.VALUE_NESTING;
    }

    /** The shapes of a kind of which a value can be ended inside so many objects and arrays. */
    public void eachShape(int kind, int nesting, Consumer<Shape> use) {
        Kind choice = kinds.get(kind);
        for (int i = 0; i < choice.nesting.length; i++) {
            if (choice.nesting[i] + nesting <= Bounds.VALUE_NESTING) {
                use.accept(choice.shapes.get(i));
            }
        }
    }
}
