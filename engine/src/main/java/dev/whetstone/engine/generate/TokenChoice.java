package dev.whetstone.engine.generate;

import dev.whetstone.engine.constrain.TokenMask;
import dev.whetstone.engine.torch.Backend;
import dev.whetstone.engine.torch.NativeData;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Chooses the next token of every row of logits: the largest for greedy requests, a draw for the others. */
final class TokenChoice {

    /** In place of a token where the logits hold something that is not a finite number. */
    static final int NOT_FINITE = -1;

    /** Tokens of a row that are looked at first; they nearly always settle the choice, and a row has fifty thousand. */
    private static final long LIKELIEST = 64;

    private final Backend backend;
    private final RowMask rowMask;

    TokenChoice(Backend backend) {
        this.backend = backend;
        this.rowMask = new RowMask(backend);
    }

    /**
     * @param logits (W, V), float32; rows that are held to a schema are changed
     * @param requests one a row
     */
    int[] choose(Tensor logits, List<Running> requests) {
        hold(logits, requests);
        T_TensorTensor_T largest = torch.max(logits, 1);
        float[] values = NativeData.toFloats(largest.get0()); // NaN wins over every number
        long[] tokens = NativeData.toLongs(largest.get1());
        int[] chosen = new int[requests.size()];
        List<Integer> drawn = new ArrayList<>();
        for (int row = 0; row < chosen.length; row++) {
            chosen[row] = Float.isFinite(values[row]) ? (int) tokens[row] : NOT_FINITE;
            if (chosen[row] != NOT_FINITE && !requests.get(row).sampling().isGreedy()) {
                drawn.add(row);
            }
        }
        if (!drawn.isEmpty()) {
            draw(logits, requests, drawn, chosen);
        }
        return chosen;
    }

    /** Rows of requests with a schema lose the tokens that it does not allow. */
    private void hold(Tensor logits, List<Running> requests) {
        for (int row = 0; row < requests.size(); row++) {
            Optional<TokenMask> allowed = requests.get(row).allowed();
            if (allowed.isPresent()) {
                rowMask.apply(logits.select(0, row), allowed.get());
            }
        }
    }

    private void draw(Tensor logits, List<Running> requests, List<Integer> drawn, int[] chosen) {
        long[] rows = drawn.stream().mapToLong(Integer::longValue).toArray();
        float[] temperatures = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            temperatures[i] = (float) requests.get(drawn.get(i)).sampling().temperature();
        }
        Tensor scaled = logits.index_select(0, backend.longs(rows, rows.length))
                .div_(backend.floats(temperatures, temperatures.length, 1));
        Tensor probabilities = torch.softmax(scaled, 1); // (S, V)
        int some = (int) Math.min(LIKELIEST, probabilities.size(1));
        T_TensorTensor_T top = torch.topk(probabilities, some);
        float[] values = NativeData.toFloats(top.get0()); // (S, some)
        int[] tokens = Arrays.stream(NativeData.toLongs(top.get1()))
                .mapToInt(Math::toIntExact)
                .toArray();
        for (int i = 0; i < rows.length; i++) {
            Tensor row = probabilities.select(0, i);
            Likeliest likeliest = Likeliest.sorted(
                    Arrays.copyOfRange(tokens, i * some, (i + 1) * some),
                    Arrays.copyOfRange(values, i * some, (i + 1) * some));
            chosen[drawn.get(i)] = requests.get(drawn.get(i)).sampler().draw(likeliest, () -> NativeData.toFloats(row));
        }
    }
}
