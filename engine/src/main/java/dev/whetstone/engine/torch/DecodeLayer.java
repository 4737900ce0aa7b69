package dev.whetstone.engine.torch;

import dev.whetstone.engine.vector.RootMeanSquare;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The weights of one {@link Block} as decoding reads them: small ones as arrays of float32, matrices where the block has them. */
record DecodeLayer(
        RootMeanSquare attentionNorm,
        Optional<float[]> queryKeyValueBias,
        Optional<RootMeanSquare> queryNorm,
        Optional<RootMeanSquare> keyNorm,
        Optional<RootMeanSquare> afterAttention,
        RootMeanSquare feedForwardNorm,
        Optional<RootMeanSquare> afterFeedForward,
        Map<Projection, FrozenMatrix> matrices) {

    DecodeLayer {
        matrices = new EnumMap<>(matrices);
    }

    /** Empty when a matrix is not in an order that can be read. */
    static Optional<DecodeLayer> of(Block block) {
        Map<Projection, FrozenMatrix> matrices = new EnumMap<>(Projection.class);
        for (Projection projection : Projection.values()) {
            if (block.matrix(projection).pieces().isPresent()) {
                matrices.put(projection, block.matrix(projection));
            }
        }
        return matrices.size() < Projection.values().length
                ? Optional.empty()
                : Optional.of(new DecodeLayer(
                        norm(block.attentionNorm()),
                        block.queryKeyValueBias().map(NativeData::toFloats),
                        block.heads().map(heads -> norm(heads.query())),
                        block.heads().map(heads -> norm(heads.key())),
                        block.afterAttention().map(DecodeLayer::norm),
                        norm(block.feedForwardNorm()),
                        block.afterFeedForward().map(DecodeLayer::norm),
                        matrices));
    }

    static RootMeanSquare norm(Norm norm) {
        return new RootMeanSquare(
                NativeData.toFloats(norm.weight()), norm.epsilon().get());
    }
}
