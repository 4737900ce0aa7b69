package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.LayerShape;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What a token does not see: what comes after it and, where a layer has a window, what lies before that. */
public final class CausalMask {

    private CausalMask() {}

    /**
     * @param start position of the first query
     * @return (count, start + count): minus infinity where the key of that position is not seen, else zero
     */
    public static Tensor of(LayerShape shape, int start, int count, Backend backend) {
        Tensor later = everywhere(start, count, backend).triu_(start + 1L);
        return shape.isWindowed()
                ? later.add_(everywhere(start, count, backend).tril_((long) start - shape.window()))
                : later;
    }

    private static Tensor everywhere(int start, int count, Backend backend) {
        return torch.full(new long[] {count, (long) start + count}, Native.MINUS_INFINITY, backend.activations());
    }
}
