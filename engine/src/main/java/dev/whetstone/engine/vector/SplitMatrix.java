package dev.whetstone.engine.vector;

import java.util.List;

/** Matrices of the same inputs as one, the outputs of one behind those of the other; each but the last has whole pieces. */
public record SplitMatrix(List<BlockedMatrix> parts) implements WeightMatrix {

    public SplitMatrix {
        parts = List.copyOf(parts);
        if (parts.stream().limit(parts.size() - 1L).anyMatch(part -> part.outs() % PIECE != 0)) {
            throw new IllegalArgumentException("a part but the last has no whole pieces of " + PIECE + " outputs");
        }
    }

    @Override
    public int outs() {
        return parts.stream().mapToInt(BlockedMatrix::outs).sum();
    }

    @Override
    public int ins() {
        return parts.getFirst().ins();
    }

    @Override
    public void multiply(int piece, float[] x, int rows, float[] tile) {
        int within = piece;
        int part = 0;
        while (within >= parts.get(part).pieces()) {
            within -= parts.get(part++).pieces();
        }
        parts.get(part).multiply(within, x, rows, tile);
    }
}
