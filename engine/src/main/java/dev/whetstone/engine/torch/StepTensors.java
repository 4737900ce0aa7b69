package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.ModelConfig;
import org.bytedeco.pytorch.Tensor;

/** The indices of a step, moved to the device once and used by all layers. */
final class StepTensors {

    private final int count;
    private final Tensor tokens;
    private final Tensor cacheRows;
    private final Tensor wanted;
    private final Rotations rotations;

    StepTensors(Step step, KvCache cache, ModelConfig config, Backend backend) {
        count = step.tokens();
        int kv = config.keyValueHeads();
        long[] ids = new long[count];
        float[] positions = new float[count];
        long[] rows = new long[count * kv];
        long[] wantedRows =
                new long[step.spans().stream().mapToInt(Span::wanted).sum()];
        int at = 0;
        int wantedAt = 0;
        for (Span span : step.spans()) {
            cache.clean(span);
            for (int i = 0; i < span.count(); i++, at++) {
                ids[at] = span.tokens()[i];
                positions[at] = span.start() + i;
                cache.rowsOf(span.blocks(), span.start() + i, rows, at * kv);
                if (i >= span.wantedFrom()) {
                    wantedRows[wantedAt++] = at;
                }
            }
        }
        tokens = backend.longs(ids, count);
        cacheRows = backend.longs(rows, rows.length);
        wanted = backend.longs(wantedRows, wantedRows.length);
        rotations = new Rotations(positions, config, backend);
    }

    int count() {
        return count;
    }

    /** (T) */
    Tensor tokens() {
        return tokens;
    }

    /** (T·KV) */
    Tensor cacheRows() {
        return cacheRows;
    }

    /** (W) rows of the pass whose logits are wanted. */
    Tensor wanted() {
        return wanted;
    }

    Rotations rotations() {
        return rotations;
    }
}
