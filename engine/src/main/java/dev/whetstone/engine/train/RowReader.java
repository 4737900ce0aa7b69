package dev.whetstone.engine.train;

import dev.whetstone.engine.torch.KvCache;
import dev.whetstone.engine.torch.LoraWeights;
import dev.whetstone.engine.torch.Native;
import dev.whetstone.engine.torch.NativeData;
import dev.whetstone.engine.torch.Network;
import dev.whetstone.engine.torch.Session;
import dev.whetstone.engine.torch.Span;
import dev.whetstone.engine.torch.Step;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads rows with the network that serves. Greedy decoding says a row's targets word for word exactly as long as each of them is the
 * likeliest token after the true ones before it; so one pass over a row tells what as many steps of decoding would.
 */
final class RowReader {

    /** Positions whose logits exist at once. */
    private static final int POSITIONS_AT_ONCE = 128;

    private final Network network;

    RowReader(Network network) {
        this.network = network;
    }

    /** How many of each row's targets, from the first one on, greedy decoding says before it says something else. */
    List<Integer> saidVerbatim(List<TrainingRow> rows, LoraWeights lora) {
        List<Integer> said = new ArrayList<>();
        for (List<TrainingRow> pass : Passes.inOrder(rows, TrainingRow::inputs)) {
            said.addAll(saidVerbatim(new PackedRows(pass), lora));
        }
        return said;
    }

    /**
     * What two models make of the same targets.
     *
     * @param loss summed over the targets, in nats
     * @param otherLoss the other model's
     * @param largestChange of any logit at any of these places
     */
    record Comparison(double loss, double otherLoss, double largestChange) {}

    Comparison compare(TrainingRow row, LoraWeights lora, LoraWeights other) {
        PackedRows rows = new PackedRows(List.of(row));
        long[] targets = rows.targetIds();
        double loss = 0;
        double otherLoss = 0;
        double change = 0;
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            Tensor hidden = hidden(rows, lora); // (W, H)
            Tensor otherHidden = hidden(rows, other);
            for (int from = 0; from < targets.length; from += POSITIONS_AT_ONCE) {
                int count = Math.min(POSITIONS_AT_ONCE, targets.length - from);
                long[] part = Arrays.copyOfRange(targets, from, from + count);
                try (var _ = new PointerScope()) {
                    Tensor logits = network.logits(hidden.narrow(0, from, count)); // (C, V)
                    Tensor otherLogits = network.logits(otherHidden.narrow(0, from, count));
                    loss += loss(logits, part);
                    otherLoss += loss(otherLogits, part);
                    change = Math.max(
                            change, logits.sub_(otherLogits).abs_().max().item_double());
                }
            }
        }
        return new Comparison(loss, otherLoss, change);
    }

    private List<Integer> saidVerbatim(PackedRows rows, LoraWeights lora) {
        long[] targets = rows.targetIds();
        long[] likeliest = new long[targets.length];
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            Tensor hidden = hidden(rows, lora); // (W, H)
            for (int from = 0; from < targets.length; from += POSITIONS_AT_ONCE) {
                int count = Math.min(POSITIONS_AT_ONCE, targets.length - from);
                try (var _ = new PointerScope()) {
                    Tensor logits = network.logits(hidden.narrow(0, from, count)); // (C, V)
                    Tensor chosen = torch.argmax(logits, Native.LAST_DIMENSION, false); // (C)
                    System.arraycopy(NativeData.toLongs(chosen), 0, likeliest, from, count);
                }
            }
        }
        List<Integer> said = new ArrayList<>();
        int start = 0;
        for (TrainingRow row : rows.rows()) {
            int end = start + row.targets();
            int differs = Arrays.mismatch(targets, start, end, likeliest, start, end);
            said.add(differs < 0 ? row.targets() : differs);
            start = end;
        }
        return said;
    }

    /** States from which the targets are predicted (W, H), row after row. */
    private Tensor hidden(PackedRows rows, LoraWeights lora) {
        int longest = rows.rows().stream().mapToInt(TrainingRow::inputs).max().orElseThrow();
        List<Span> spans = new ArrayList<>();
        for (TrainingRow row : rows.rows()) {
            int[] inputs = Arrays.copyOf(row.ids(), row.inputs());
            int[] blocks = KvCache.blocksOf(spans.size(), longest);
            spans.add(new Span(blocks, 0, inputs, lora, row.firstTarget() - 1));
        }
        try (Session session = Session.of(network, spans.size(), longest)) {
            Tensor states = network.forward(new Step(spans), session);
            long[] predicting = predicting(rows);
            return states.index_select(0, network.backend().longs(predicting, predicting.length));
        }
    }

    /** Among the states that each row gives from its first target on. */
    private static long[] predicting(PackedRows rows) {
        long[] predicting = new long[rows.targets()];
        int at = 0;
        long start = 0;
        for (TrainingRow row : rows.rows()) {
            for (int place : row.places()) {
                predicting[at++] = start + place - row.firstTarget();
            }
            start += row.ids().length - row.firstTarget();
        }
        return predicting;
    }

    private double loss(Tensor logits, long[] targets) {
        Tensor ids = network.backend().longs(targets, targets.length, 1); // (C, 1)
        Tensor said = logits.gather(1, ids).squeeze(1); // (C)
        return torch.logsumexp(logits, 1).sub(said).sum().item_double();
    }
}
