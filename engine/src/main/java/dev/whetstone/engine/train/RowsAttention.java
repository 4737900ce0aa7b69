package dev.whetstone.engine.train;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.Native;
import dev.whetstone.engine.torch.Rotation;
import dev.whetstone.engine.torch.Scoped;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

import java.util.ArrayList;
import java.util.List;

/** Attention of packed rows: each looks at itself alone. Holds what is the same in all blocks: masks and rotations. */
final class RowsAttention {

    private final ModelConfig config;
    private final Backend backend;
    private final PackedRows rows;
    private final Rotation rotation;
    private final List<Tensor> masks = new ArrayList<>();
    private final Scalar scale;
    private final Scalar minusScale;

    RowsAttention(ModelConfig config, Backend backend, PackedRows rows) {
        this.config = config;
        this.backend = backend;
        this.rows = rows;
        this.rotation = Rotation.at(rows.positions(), config, backend);
        double factor = 1 / Math.sqrt(config.headDimension());
        this.scale = new Scalar(factor);
        this.minusScale = new Scalar(-factor);
        rows.rows().forEach(row -> masks.add(causal(row.inputs())));
    }

    /**
     * @param rows one a row
     * @param attended (T, NH·D)
     */
    record Result(List<RowAttention> rows, Tensor attended) {}

    /** @param qkv (T, (NH + 2·KV)·D) */
    Result apply(Tensor qkv) {
        Tensor heads = qkv.view(rows.tokens(), config.heads() + 2L * config.keyValueHeads(), config.headDimension());
        long turning = config.heads() + config.keyValueHeads();
        Tensor turned = Scoped.only(() -> rotation.turn(heads.narrow(1, 0, turning))); // (T, NH + KV, D)
        Tensor values = heads.narrow(1, turning, config.keyValueHeads()); // (T, KV, D)
        List<RowAttention> each = new ArrayList<>();
        TensorVector attended = new TensorVector();
        long at = 0;
        for (int i = 0; i < masks.size(); i++) {
            long n = rows.rows().get(i).inputs();
            RowAttention row =
                    RowAttention.of(config, turned.narrow(0, at, n), values.narrow(0, at, n), masks.get(i), scale);
            each.add(row);
            attended.push_back(row.attended(config));
            at += n;
        }
        return new Result(each, torch.cat(attended, 0));
    }

    /** Gradient by qkv, (T, (NH + 2·KV)·D). */
    Tensor backward(Result result, Tensor dAttended) {
        long t = rows.tokens();
        long turning = config.heads() + config.keyValueHeads();
        long kv = config.keyValueHeads();
        long d = config.headDimension();
        Tensor dHeads = torch.empty(new long[] {t, turning + kv, d}, backend.activations(), Native.NO_FORMAT);
        Tensor dTurned = torch.empty(new long[] {t, turning, d}, backend.activations(), Native.NO_FORMAT);
        long at = 0;
        for (int i = 0; i < masks.size(); i++) {
            long n = rows.rows().get(i).inputs();
            try (var _ = new PointerScope()) {
                Tensor dValues = dHeads.narrow(0, at, n).narrow(1, turning, kv);
                result.rows().get(i).backward(config, dAttended.narrow(0, at, n), dTurned.narrow(0, at, n), dValues);
            }
            at += n;
        }
        dHeads.narrow(1, 0, turning).copy_(rotation.turnBack(dTurned, scale, minusScale));
        return dHeads.view(t, (turning + kv) * d);
    }

    /** (G·n, n): minus infinity where a key is later than the query. */
    private Tensor causal(long n) {
        return torch.full(new long[] {n, n}, Native.MINUS_INFINITY, backend.activations())
                .triu_(1)
                .repeat(config.groupSize(), 1);
    }
}
