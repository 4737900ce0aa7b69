package dev.whetstone.engine.train;

import dev.whetstone.engine.torch.Block;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Queries and keys, each head's through its norm (Henry et al. 2020), and the gradient by what they were before.
 *
 * @param y (T, NH + KV, D)
 */
record NormedHeads(RmsNorm queries, RmsNorm keys, Tensor y) {

    /** @param plain queries, then keys: (T, NH + KV, D) */
    static NormedHeads of(Tensor plain, long heads, Block.HeadNorms norms, double epsilon) {
        RmsNorm queries = RmsNorm.of(plain.narrow(1, 0, heads), norms.query(), epsilon);
        RmsNorm keys = RmsNorm.of(plain.narrow(1, heads, plain.size(1) - heads), norms.key(), epsilon);
        return new NormedHeads(queries, keys, torch.cat(new TensorVector(queries.y(), keys.y()), 1));
    }

    /** (T, NH + KV, D) to the same shape, in float32. */
    Tensor backward(Tensor dy) {
        long heads = queries.x().size(1);
        Tensor ofQueries = queries.backward(dy.narrow(1, 0, heads));
        Tensor ofKeys = keys.backward(dy.narrow(1, heads, dy.size(1) - heads));
        return torch.cat(new TensorVector(ofQueries, ofKeys), 1);
    }
}
