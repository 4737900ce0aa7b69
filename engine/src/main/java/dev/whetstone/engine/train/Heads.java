package dev.whetstone.engine.train;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.NativeData;
import org.bytedeco.pytorch.Tensor;

import java.lang.foreign.MemorySegment;

/**
 * Heads of tokens in bfloat16, one token after another.
 *
 * @param start of the first token's first head, in bytes
 * @param token from one token to the next, in bytes
 * @param head from one head to the next, in bytes
 */
record Heads(MemorySegment memory, long start, long token, long head) {

    /** @param tensor (T, heads·D) or (T, heads, D), without gaps */
    static Heads of(Tensor tensor, int first, ModelConfig config) {
        long head = (long) config.headDimension() * Short.BYTES;
        return new Heads(NativeData.span(tensor), first * head, tensor.stride(0) * Short.BYTES, head);
    }

    /** The same heads from a later token on. */
    Heads from(int tokens) {
        return new Heads(memory, at(tokens, 0), token, head);
    }

    /** In bytes. */
    long at(int tokenIndex, int headIndex) {
        return start + tokenIndex * token + headIndex * head;
    }
}
