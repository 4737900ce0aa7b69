package dev.whetstone.engine.generate;

import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.NativeData;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Chooses the next token of every row of logits, each by its own request alone. The rows are read in the host's memory; on another device,
 * and where long rows would be read without vectors, greedy requests that change nothing are chosen for by operators, and only the other
 * rows are copied and read. For one thread.
 */
final class TokenChoice {

    private final Backend backend;
    private final IntFunction<byte[]> bytes;
    private final RowMath math;
    private final TokenWeights weights;
    private final LargestValues search;
    private final boolean reads;

    /** @param bytes what a token stands for */
    TokenChoice(Backend backend, int vocabularySize, IntFunction<byte[]> bytes) {
        this.backend = backend;
        this.bytes = bytes;
        this.math = RowMath.forRows(vocabularySize);
        this.weights = new TokenWeights(math);
        this.search = new LargestValues(math);
        this.reads = backend.onHost() && RowMath.suits(vocabularySize);
    }

    /**
     * @param logits (W, V), float32, changed
     * @param requests one a row
     */
    List<Chosen> choose(Tensor logits, List<Running> requests) {
        return reads ? onHost(logits, requests) : byOperators(logits, requests);
    }

    List<Chosen> byOperators(Tensor logits, List<Running> requests) {
        T_TensorTensor_T largest = torch.max(logits, 1);
        float[] values = NativeData.toFloats(largest.get0()); // NaN wins over every number
        long[] tokens = NativeData.toLongs(largest.get1());
        List<Chosen> chosen = new ArrayList<>();
        for (int row = 0; row < tokens.length; row++) {
            chosen.add(Float.isFinite(values[row]) ? Chosen.of((int) tokens[row]) : Chosen.NOTHING);
        }
        int[] others = IntStream.range(0, tokens.length)
                .filter(row -> !requests.get(row).takesTheLargest())
                .toArray();
        if (others.length > 0) {
            long[] rows = IntStream.of(others).asLongStream().toArray();
            Tensor copied =
                    logits.index_select(0, backend.longs(rows, rows.length)).cpu(); // (S, V)
            List<Chosen> more =
                    onHost(copied, IntStream.of(others).mapToObj(requests::get).toList());
            IntStream.range(0, others.length).forEach(i -> chosen.set(others[i], more.get(i)));
        }
        return chosen;
    }

    private List<Chosen> onHost(Tensor logits, List<Running> requests) {
        int size = Math.toIntExact(logits.size(1));
        MemorySegment memory = NativeData.span(logits.contiguous());
        long rowBytes = (long) size * Float.BYTES;
        List<Chosen> chosen = new ArrayList<>();
        for (int row = 0; row < requests.size(); row++) {
            chosen.add(choose(memory.asSlice(row * rowBytes, rowBytes), size, requests.get(row)));
        }
        return chosen;
    }

    private Chosen choose(MemorySegment row, int size, Running request) {
        Optional<ModelProbabilities> model = Optional.empty();
        if (request.sampling().alternatives().isPresent()) {
            float largest = math.largest(row, size);
            if (!Float.isFinite(largest)) {
                return Chosen.NOTHING;
            }
            int count = request.sampling().alternatives().getAsInt();
            model = Optional.of(new ModelProbabilities(row, size, largest, weights, search, count));
        }
        request.allowed().ifPresent(allowed -> RowMask.apply(row, size, allowed));
        request.adjustments().apply(row);
        float largest = math.largest(row, size);
        if (!Float.isFinite(largest)) {
            return Chosen.NOTHING;
        }
        int token = request.sampling().isGreedy()
                ? math.indexOf(row, size, largest)
                : request.sampler()
                        .draw(weights.weigh(
                                row, size, largest, request.sampling().temperature()));
        return new Chosen(token, model.map(made -> made.of(token, bytes)));
    }
}
