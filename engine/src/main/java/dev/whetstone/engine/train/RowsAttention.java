package dev.whetstone.engine.train;

import dev.whetstone.engine.format.LayerShape;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.Block;
import dev.whetstone.engine.torch.CausalMask;
import dev.whetstone.engine.torch.Native;
import dev.whetstone.engine.torch.PerWindow;
import dev.whetstone.engine.torch.Rotations;
import dev.whetstone.engine.torch.Scoped;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Attention of packed rows by operators. What is the same in all blocks is masks and rotations. */
final class RowsAttention implements PassAttention {

    private final ModelConfig config;
    private final Backend backend;
    private final PackedRows rows;
    private final Rotations rotations;
    private final PerWindow<List<Tensor>> masks;
    private final Scalar scale;
    private final Scalar minusScale;

    RowsAttention(ModelConfig config, Backend backend, PackedRows rows) {
        this.config = config;
        this.backend = backend;
        this.rows = rows;
        this.rotations = new Rotations(rows.positions(), config, backend);
        this.masks = new PerWindow<>(
                config,
                shape -> rows.rows().stream()
                        .map(row -> mask(shape, row.inputs()))
                        .toList());
        double factor = config.style().attentionScale();
        this.scale = new Scalar(factor);
        this.minusScale = new Scalar(-factor);
    }

    @Override
    public Attended apply(int layer, Tensor qkv, Optional<Block.HeadNorms> headNorms) {
        List<Tensor> seen = masks.of(layer);
        Tensor heads = qkv.view(rows.tokens(), config.heads() + 2L * config.keyValueHeads(), config.headDimension());
        long turning = config.heads() + config.keyValueHeads();
        Tensor plain = heads.narrow(1, 0, turning); // (T, NH + KV, D)
        Optional<NormedHeads> norms =
                headNorms.map(both -> NormedHeads.of(plain, config.heads(), both, config.rmsNormEpsilon()));
        Tensor normed = norms.map(NormedHeads::y).orElse(plain);
        Tensor turned = rotations
                .of(layer)
                .map(rotation -> Scoped.only(() -> rotation.turn(normed)))
                .orElse(normed);
        Tensor values = heads.narrow(1, turning, config.keyValueHeads()); // (T, KV, D)
        List<RowAttention> each = new ArrayList<>();
        TensorVector attended = new TensorVector();
        long at = 0;
        for (int i = 0; i < rows.rows().size(); i++) {
            long n = rows.rows().get(i).inputs();
            RowAttention row =
                    RowAttention.of(config, turned.narrow(0, at, n), values.narrow(0, at, n), seen.get(i), scale);
            each.add(row);
            attended.push_back(row.attended(config));
            at += n;
        }
        return new RowsAttended(this, layer, norms, each, torch.cat(attended, 0));
    }

    private record RowsAttended(
            RowsAttention attention, int layer, Optional<NormedHeads> norms, List<RowAttention> each, Tensor y)
            implements Attended {

        @Override
        public Tensor backward(Tensor dy) {
            return attention.backward(this, dy);
        }
    }

    private Tensor backward(RowsAttended attended, Tensor dy) {
        long t = rows.tokens();
        long turning = config.heads() + config.keyValueHeads();
        long kv = config.keyValueHeads();
        long d = config.headDimension();
        Tensor dHeads = torch.empty(new long[] {t, turning + kv, d}, backend.activations(), Native.NO_FORMAT);
        Tensor dTurned = torch.empty(new long[] {t, turning, d}, backend.activations(), Native.NO_FORMAT);
        long at = 0;
        for (int i = 0; i < rows.rows().size(); i++) {
            long n = rows.rows().get(i).inputs();
            try (var _ = new PointerScope()) {
                Tensor dValues = dHeads.narrow(0, at, n).narrow(1, turning, kv);
                attended.each.get(i).backward(config, dy.narrow(0, at, n), dTurned.narrow(0, at, n), dValues);
            }
            at += n;
        }
        Tensor dPlain = turnBack(attended.layer, dTurned);
        dHeads.narrow(1, 0, turning)
                .copy_(attended.norms.map(norms -> norms.backward(dPlain)).orElse(dPlain));
        return dHeads.view(t, (turning + kv) * d);
    }

    /** With the factor of query times key. */
    private Tensor turnBack(int layer, Tensor dTurned) {
        return rotations
                .of(layer)
                .map(rotation -> rotation.turnBack(dTurned, scale, minusScale))
                .orElseGet(() -> dTurned.mul(scale));
    }

    /** (G·n, n) */
    private Tensor mask(LayerShape shape, int n) {
        return CausalMask.of(shape, 0, n, backend).repeat(config.groupSize(), 1);
    }
}
