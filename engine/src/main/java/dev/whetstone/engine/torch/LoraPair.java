package dev.whetstone.engine.torch;

import org.bytedeco.pytorch.Tensor;

/**
 * The two factors of an update to one projection, in the format of activations. For a projection of several parts each part has
 * its own columns, and B is zero outside its own rows.
 *
 * @param a (R, in)
 * @param b (out, R), already multiplied by alpha / rank; a view of the next
 * @param bTransposed (R, out), contiguous
 */
public record LoraPair(Tensor a, Tensor b, Tensor bTransposed) {}
