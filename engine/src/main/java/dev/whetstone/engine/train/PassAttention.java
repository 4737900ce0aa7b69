package dev.whetstone.engine.train;

import dev.whetstone.engine.torch.Block;
import org.bytedeco.pytorch.Tensor;

import java.util.Optional;

/** Attention of packed rows: each looks at itself alone. Holds what is the same in all blocks. */
interface PassAttention {

    /**
     * @param qkv (T, (NH + 2·KV)·D)
     * @param headNorms of queries and keys, where the family has them
     */
    Attended apply(int layer, Tensor qkv, Optional<Block.HeadNorms> headNorms);

    /** What came of it in one block. */
    interface Attended {

        /** (T, NH·D) */
        Tensor y();

        /** Gradient by qkv, (T, (NH + 2·KV)·D). @param dy (T, NH·D) */
        Tensor backward(Tensor dy);
    }
}
