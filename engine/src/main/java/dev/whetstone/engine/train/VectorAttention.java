package dev.whetstone.engine.train;

import dev.whetstone.engine.format.LayerShape;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Rope;
import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.Block;
import dev.whetstone.engine.torch.BlockProduct;
import dev.whetstone.engine.torch.Native;
import dev.whetstone.engine.torch.Sharing;
import dev.whetstone.engine.vector.Turn;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Attention of packed rows with everything but its products in vector instructions. */
final class VectorAttention implements PassAttention {

    private final ModelConfig config;
    private final Backend backend;
    private final PackedRows rows;
    private final Map<Rope, HeadTurns> turns = new HashMap<>();
    private final HeadTurns still;
    private final VectorRowAttention.Pass pass;

    /** To be called in the scope of the pass. */
    VectorAttention(ModelConfig config, Backend backend, BlockProduct product, Sharing sharing, PackedRows rows) {
        this.config = config;
        this.backend = backend;
        this.rows = rows;
        int longest = rows.rows().stream().mapToInt(TrainingRow::inputs).max().orElseThrow();
        for (Rope rope : config.ropes()) {
            turns.put(rope, HeadTurns.of(longest, rope, config));
        }
        still = HeadTurns.still(longest, config);
        List<AttentionRoom> rooms = IntStream.range(0, sharing.workers())
                .mapToObj(_ -> AttentionRoom.of(product, config, longest))
                .toList();
        pass = new VectorRowAttention.Pass(config, backend.activations(), sharing, rooms);
    }

    /**
     * How heads are turned at each position, and their gradients turned back.
     *
     * @param back with the factor of query times key
     */
    record HeadTurns(List<Turn> forth, List<Turn> back) {

        static HeadTurns of(int positions, Rope rope, ModelConfig config) {
            float[] frequencies = rope.frequencies(config.headDimension());
            List<Turn> forth = IntStream.range(0, positions)
                    .mapToObj(position -> Turn.at(
                                    position, frequencies, rope.scaling().magnitude())
                            .split())
                    .toList();
            return new HeadTurns(
                    forth, forth.stream().map(turn -> turn.back(scale(config))).toList());
        }

        /** For layers without positions. */
        static HeadTurns still(int positions, ModelConfig config) {
            Turn none = Turn.at(0, new float[config.headDimension() / 2], 1);
            return new HeadTurns(
                    Collections.nCopies(positions, none), Collections.nCopies(positions, none.back(scale(config))));
        }

        private static float scale(ModelConfig config) {
            return (float) config.style().attentionScale();
        }
    }

    @Override
    public Attended apply(int layer, Tensor qkv, Optional<Block.HeadNorms> headNorms) {
        Optional<NormedHeads> norms =
                headNorms.map(both -> NormedHeads.of(plain(qkv), config.heads(), both, config.rmsNormEpsilon()));
        Heads values = Heads.of(qkv, turning(), config);
        Heads queriesAndKeys = Heads.of(norms.map(NormedHeads::y).orElse(qkv), 0, config);
        LayerShape shape = config.shape(layer);
        HeadTurns turned = shape.rope().map(turns::get).orElse(still);
        Tensor y =
                torch.empty(new long[] {rows.tokens(), config.queryWidth()}, backend.activations(), Native.NO_FORMAT);
        Heads attended = Heads.of(y, 0, config);
        List<VectorRowAttention> each = new ArrayList<>();
        int at = 0;
        for (TrainingRow row : rows.rows()) {
            each.add(VectorRowAttention.of(
                    pass, shape, turned, queriesAndKeys.from(at), values.from(at), row.inputs(), attended.from(at)));
            at += row.inputs();
        }
        return new VectorAttended(this, qkv, norms, each, y);
    }

    private record VectorAttended(
            VectorAttention attention, Tensor qkv, Optional<NormedHeads> norms, List<VectorRowAttention> each, Tensor y)
            implements Attended {

        @Override
        public Tensor backward(Tensor dy) {
            return attention.backward(this, dy);
        }
    }

    private Tensor backward(VectorAttended attended, Tensor dy) {
        Tensor dQkv = torch.empty_like(attended.qkv);
        Optional<Tensor> dNormed = attended.norms.map(normed -> torch.empty_like(normed.y()));
        Heads ofQueriesAndKeys = Heads.of(dNormed.orElse(dQkv), 0, config);
        Heads ofValues = Heads.of(dQkv, turning(), config);
        Heads gradients = Heads.of(dy, 0, config);
        Heads y = Heads.of(attended.y, 0, config);
        int at = 0;
        for (VectorRowAttention row : attended.each) {
            try (var _ = new PointerScope()) {
                row.backward(gradients.from(at), y.from(at), ofQueriesAndKeys.from(at), ofValues.from(at));
            }
            at += row.length();
        }
        dNormed.ifPresent(
                gradient -> plain(dQkv).copy_(attended.norms.orElseThrow().backward(gradient)));
        return dQkv;
    }

    /** Heads of queries and keys. */
    private int turning() {
        return config.heads() + config.keyValueHeads();
    }

    /** Queries and keys in qkv: (T, NH + KV, D), a view. */
    private Tensor plain(Tensor qkv) {
        return qkv.view(rows.tokens(), turning() + config.keyValueHeads(), config.headDimension())
                .narrow(1, 0, turning());
    }
}
