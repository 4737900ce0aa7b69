package dev.whetstone.engine.constrain.schema;

/** One form that a value may have. Shapes name others by their number in the {@link Grammar}, so that they may contain themselves. */
public sealed interface Shape {

    /** For lengths and counts without a limit. */
    int UNLIMITED = Integer.MAX_VALUE;

    /** Fixed texts: of enum, const, true, false and null. */
    record Literals(ByteTrie spellings) implements Shape {}

    /** A string; lengths in code points. */
    record Text(int least, int most) implements Shape {}

    /** A number; {@code whole} for integers. */
    record Numeral(boolean whole) implements Shape {}

    /** An array of so many values of one kind. */
    record Items(int item, int least, int most) implements Shape {}

    /** An object with any names. */
    record FreeMembers(int value) implements Shape {
        public static final Text NAME = new Text(0, UNLIMITED);
    }

    /** An object with the properties of its schema, in the schema's order. Equal only to itself. */
    final class Members implements Shape {
        private final ByteTrie names;
        private final int[] values;
        private final int[] nextRequired;

        /**
         * @param names written names with their closing quotation mark, numbered by place in the schema
         * @param values kind of value of each property
         */
        Members(ByteTrie names, int[] values, boolean[] required) {
            this.names = names;
            this.values = values;
            this.nextRequired = new int[required.length + 1];
            nextRequired[required.length] = required.length;
            for (int i = required.length - 1; i >= 0; i--) {
                nextRequired[i] = required[i] ? i : nextRequired[i + 1];
            }
        }

        public ByteTrie names() {
            return names;
        }

        public int value(int property) {
            return values[property];
        }

        int size() {
            return values.length;
        }

        boolean isRequired(int property) {
            return nextRequired[property] == property;
        }

        /** Whether the object may end when the properties from this one on are left out. */
        public boolean mayEndBefore(int property) {
            return nextRequired[property] == values.length;
        }

        /**
         * Whether a name may go on below a node of {@link #names}: some property from this place on has it, none required is passed
         * over, and its value is not nested too deep.
         */
        public boolean offers(int from, int node, Grammar grammar, int nesting) {
            int last = Math.min(nextRequired[from], values.length - 1);
            int property = names.nextBelow(node, from);
            while (property >= 0 && property <= last) {
                if (grammar.fits(values[property], nesting)) {
                    return true;
                }
                property = names.nextBelow(node, property + 1);
            }
            return false;
        }
    }
}
