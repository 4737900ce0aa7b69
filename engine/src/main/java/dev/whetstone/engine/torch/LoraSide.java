package dev.whetstone.engine.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What adapters add in one step: {@code y += scale·(x·Aᵀ)·Bᵀ} for the rows that have one (Hu et al. 2021, eq. 3), never merged.
 * Where rows differ, all adapters' bottlenecks are computed at once, and a row's share of the others' is set to zero: set, not
 * multiplied, so that nothing of one request can reach another's result.
 */
final class LoraSide {

    private final LoraWeights weights;
    private final Map<long[], Tensor> foreign; // by identity: layers that are alike share a mask

    private LoraSide(LoraWeights weights, Map<long[], Tensor> foreign) {
        this.weights = weights;
        this.foreign = foreign;
    }

    /** All rows have the same adapter, or none. */
    static LoraSide alone(LoraWeights weights) {
        return new LoraSide(weights, Map.of());
    }

    static LoraSide mixed(LoraWeights stacked, List<LoraWeights> adapters, Step step, Backend backend) {
        long[] ofRow = new long[step.tokens()];
        int row = 0;
        for (Span span : step.spans()) {
            int adapter = adapters.indexOf(span.lora()); // -1, which owns no column, for the base
            for (int i = 0; i < span.count(); i++) {
                ofRow[row++] = adapter;
            }
        }
        Tensor rows = backend.longs(ofRow, ofRow.length, 1);
        Map<long[], Tensor> foreign = new IdentityHashMap<>();
        stacked.allOwners().forEach(owners -> {
            foreign.put(owners, rows.ne(backend.longs(owners, 1, owners.length))); // (T, R)
        });
        return new LoraSide(stacked, foreign);
    }

    /**
     * @param x (T, in)
     * @param y (T, out), added to in place
     */
    void add(int layer, Projection projection, Tensor x, Tensor y) {
        weights.find(layer, projection).ifPresent(pair -> {
            Tensor bottleneck = torch.linear(x, pair.a()); // (T, R)
            Tensor mask = foreign.get(weights.owners(layer, projection));
            if (mask != null) {
                bottleneck.masked_fill_(mask, Native.ZERO);
            }
            y.addmm_(bottleneck, pair.bTransposed());
            weights.gain(layer, projection).ifPresent(gain -> gain.apply(y)); // of DoRA, which is alone
        });
    }
}
