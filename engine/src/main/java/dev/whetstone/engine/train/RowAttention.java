package dev.whetstone.engine.train;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.Native;
import dev.whetstone.engine.torch.Scoped;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Causal attention within one row and its gradients, query heads in groups that share a key-value head: {@code P = softmax(s·QKᵀ +
 * mask), O = P·V}. Backwards: {@code dV = PᵀdO, dP = dO·Vᵀ, dS = P∘(dP - rowsum(dO∘O)), dQ = s·dS·K, dK = s·dSᵀ·Q}
 * (Dao et al. 2022, §3 and appendix B). P is computed again for the gradient instead of kept: it alone grows with the square of the
 * row's length. Gradients come without the factor s, which the rotation applies on the way back.
 *
 * @param q (KV, G·n, D), turned
 * @param k (KV, n, D), turned
 * @param v (KV, n, D)
 * @param mask (G·n, n)
 * @param o (KV, G·n, D)
 */
record RowAttention(Tensor q, Tensor k, Tensor v, Tensor mask, Scalar scale, Tensor o) {

    /**
     * @param turned queries and keys of the row (n, NH + KV, D)
     * @param values (n, KV, D)
     * @param mask (G·n, n)
     */
    static RowAttention of(ModelConfig config, Tensor turned, Tensor values, Tensor mask, Scalar scale) {
        Tensor q = group(config, turned.narrow(1, 0, config.heads()));
        Tensor k = turned.narrow(1, config.heads(), config.keyValueHeads()).transpose(0, 1);
        Tensor v = values.transpose(0, 1);
        Tensor o = Scoped.only(() -> torch.bmm(probabilities(q, k, mask, scale), v));
        return new RowAttention(q, k, v, mask, scale, o);
    }

    /** (KV, G·n, n) */
    private static Tensor probabilities(Tensor q, Tensor k, Tensor mask, Scalar scale) {
        return torch.softmax(torch.baddbmm(mask, q, k.transpose(1, 2), Native.ONE, scale), -1);
    }

    /**
     * @param dAttended (n, NH·D)
     * @param dTurned gradient by queries and keys over s, written (n, NH + KV, D)
     * @param dValues written (n, KV, D)
     */
    void backward(ModelConfig config, Tensor dAttended, Tensor dTurned, Tensor dValues) {
        long n = dAttended.size(0);
        Tensor p = probabilities(q, k, mask, scale);
        Tensor dO = group(config, dAttended.view(n, config.heads(), config.headDimension())); // (KV, G·n, D)
        dValues.copy_(torch.bmm(p.transpose(1, 2), dO).transpose(0, 1));
        Tensor rowSums = dO.mul(o).sum(new long[] {-1}, true, Native.FLOAT32).to(p.scalar_type()); // (KV, G·n, 1)
        Tensor dS = torch.bmm(dO, v.transpose(1, 2)).sub_(rowSums).mul_(p); // (KV, G·n, n)
        Tensor dQ = ungroup(config, torch.bmm(dS, k), n); // (n, NH, D)
        dTurned.narrow(1, 0, config.heads()).copy_(dQ);
        Tensor dK = torch.bmm(dS.transpose(1, 2), q); // (KV, n, D)
        dTurned.narrow(1, config.heads(), config.keyValueHeads()).copy_(dK.transpose(0, 1));
    }

    /** (n, NH·D) */
    Tensor attended(ModelConfig config) {
        long n = k.size(1);
        return ungroup(config, o, n).reshape(n, config.queryWidth());
    }

    /** (n, NH, D) to (KV, G·n, D) */
    private static Tensor group(ModelConfig config, Tensor heads) {
        long n = heads.size(0);
        long kv = config.keyValueHeads();
        long d = config.headDimension();
        return heads.reshape(n, kv, config.groupSize(), d).permute(1, 2, 0, 3).reshape(kv, config.groupSize() * n, d);
    }

    /** (KV, G·n, D) to (n, NH, D) */
    private static Tensor ungroup(ModelConfig config, Tensor grouped, long n) {
        long d = config.headDimension();
        return grouped.view(config.keyValueHeads(), config.groupSize(), n, d)
                .permute(2, 0, 1, 3)
                .reshape(n, config.heads(), d);
    }
}
