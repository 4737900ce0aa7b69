package dev.whetstone.engine.constrain.automaton;

import dev.whetstone.engine.constrain.schema.Grammar;
import dev.whetstone.engine.constrain.schema.Shape;

import java.util.LinkedHashSet;
import java.util.Set;

/** Collects the readings that follow a byte. */
final class Readings {

    /**
     * Alternatives inside alternatives could double them with each level. Those over the limit are left out: fewer values are offered, each
     * as valid as before, and each reading that stays can be ended.
     */
    private static final int MOST = 256;

    private final Grammar grammar;
    private final Set<Stack> stacks = new LinkedHashSet<>();

    Readings(Grammar grammar) {
        this.grammar = grammar;
    }

    Grammar grammar() {
        return grammar;
    }

    void add(Frame top, Stack below) {
        add(new Stack(top, below));
    }

    /** A value has ended: what is around it goes on. */
    void ended(Stack below) {
        add(below);
    }

    /** A value of a kind may begin here. */
    void enter(int kind, Stack below) {
        grammar.eachShape(kind, below.depth(), shape -> add(beginning(shape), below));
    }

    /** A name of a free object may begin here. */
    void enterName(Stack below) {
        add(TextFrame.beginning(Shape.FreeMembers.NAME), below);
    }

    boolean isEmpty() {
        return stacks.isEmpty();
    }

    /** Gives back what was collected and begins anew. */
    Set<Stack> take() {
        Set<Stack> taken = new LinkedHashSet<>(stacks);
        stacks.clear();
        return taken;
    }

    private void add(Stack stack) {
        if (stacks.size() < MOST) {
            stacks.add(stack);
        }
    }

    private static Frame beginning(Shape shape) {
        return switch (shape) {
            case Shape.Literals literals -> new LiteralFrame(literals.spellings(), 0);
            case Shape.Text text -> TextFrame.beginning(text);
            case Shape.Numeral numeral -> NumberFrame.beginning(numeral.whole());
            case Shape.Items items -> ArrayFrame.beginning(items);
            case Shape.Members members -> ObjectFrame.beginning(members);
            case Shape.FreeMembers members -> FreeObjectFrame.beginning(members);
        };
    }
}
