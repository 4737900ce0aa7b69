package dev.whetstone.engine.constrain.automaton;

import dev.whetstone.engine.constrain.schema.ByteTrie;

/** Inside one of several fixed texts. */
record LiteralFrame(ByteTrie spellings, int node) implements Frame {

    @Override
    public void feed(int value, Stack below, Readings next) {
        int child = spellings.child(node, value);
        if (child < 0) {
            return;
        }
        if (spellings.endingAt(child) >= 0) {
            next.ended(below);
        }
        if (!spellings.isLeaf(child)) {
            next.add(new LiteralFrame(spellings, child), below);
        }
    }
}
