package dev.whetstone.engine.torch;

import org.bytedeco.pytorch.Tensor;

/** Attention of sequences that each add one token. */
interface SingleTokens {

    /**
     * @param queries (B, NH, D), turned, in the order of {@link Step#singles()}
     * @param out (B, NH·D)
     */
    void apply(int layer, Tensor queries, Tensor out);
}
