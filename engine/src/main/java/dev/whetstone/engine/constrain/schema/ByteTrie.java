package dev.whetstone.engine.constrain.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Spellings by their bytes, each with a number; they are added in the order of their numbers. Node 0 is the root. */
public final class ByteTrie {

    private static final int NONE = -1;

    private final List<Node> nodes = new ArrayList<>(List.of(new Node((byte) 0)));

    /** Adds a spelling; the one that was there first keeps its number. */
    void add(byte[] spelling, int number) {
        int node = 0;
        nodes.getFirst().reach(number);
        for (byte each : spelling) {
            int child = child(node, each & 0xFF);
            if (child == NONE) {
                child = nodes.size();
                nodes.add(new Node(each));
                nodes.get(child).sibling = nodes.get(node).child;
                nodes.get(node).child = child;
            }
            nodes.get(child).reach(number);
            node = child;
        }
        if (nodes.get(node).ends == NONE) {
            nodes.get(node).ends = number;
        }
    }

    /** Node after one more byte (0 to 255), or -1. */
    public int child(int node, int value) {
        int child = nodes.get(node).child;
        while (child != NONE && nodes.get(child).label != (byte) value) {
            child = nodes.get(child).sibling;
        }
        return child;
    }

    public boolean isLeaf(int node) {
        return nodes.get(node).child == NONE;
    }

    /** Number of the spelling that ends here, or -1. */
    public int endingAt(int node) {
        return nodes.get(node).ends;
    }

    /** The smallest number, from one on, of the spellings below a node; -1 when there is none. */
    int nextBelow(int node, int from) {
        return nodes.get(node).next(from);
    }

    /** Most have one spelling below them, and only the others keep a list: a schema from outside may make many nodes. */
    private static final class Node {
        private final byte label;
        private int child = NONE;
        private int sibling = NONE;
        private int ends = NONE;
        private int first = NONE;
        private int reached;
        private int[] all;

        private Node(byte label) {
            this.label = label;
        }

        private void reach(int number) {
            if (reached == 0) {
                first = number;
            } else {
                int[] roomy = all == null ? new int[] {first, 0} : all;
                all = reached < roomy.length ? roomy : Arrays.copyOf(roomy, 2 * reached);
                all[reached] = number;
            }
            reached++;
        }

        private int next(int from) {
            if (reached < 2) {
                return first >= from ? first : NONE;
            }
            int at = Arrays.binarySearch(all, 0, reached, from);
            int place = at < 0 ? -at - 1 : at;
            return place < reached ? all[place] : NONE;
        }
    }
}
