package dev.whetstone.engine.torch;

import dev.whetstone.engine.ModelException;
import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Safetensors;
import dev.whetstone.engine.format.TensorView;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The frozen weights of a Llama, copied once from a Hugging Face directory into the backend's memory and number format. */
public final class Weights implements AutoCloseable {

    private static final String WEIGHT = ".weight";

    private final Kept kept = new Kept();
    private final Backend backend;
    private final ModelConfig config;
    private final Safetensors source;
    private final Tensor embedding;
    private final Tensor head;
    private final Block.Norm norm;
    private final DoubleOptional epsilon;
    private final List<Block> blocks = new ArrayList<>();

    private Weights(Backend backend, ModelConfig config, Safetensors source) {
        this.backend = backend;
        this.config = config;
        this.source = source;
        int hidden = config.hiddenSize();
        embedding = matrix(config.vocabularySize(), hidden, "model.embed_tokens");
        head = config.tiedHead() ? embedding : matrix(config.vocabularySize(), hidden, "lm_head");
        norm = norm("model.norm");
        epsilon = kept.keep(new DoubleOptional(config.rmsNormEpsilon()));
        for (int layer = 0; layer < config.layers(); layer++) {
            blocks.add(block(layer));
        }
    }

    static Weights load(Path directory, ModelConfig config, Backend backend) {
        try (var _ = new PointerScope();
                Safetensors source = Safetensors.openModel(directory)) {
            return new Weights(backend, config, source);
        }
    }

    /** (V, H) */
    public Tensor embedding() {
        return embedding;
    }

    /** (V, H); the embedding itself when the head is tied. */
    public Tensor head() {
        return head;
    }

    public Block.Norm norm() {
        return norm;
    }

    /** Added to the mean square before its root is taken. */
    public DoubleOptional epsilon() {
        return epsilon;
    }

    public List<Block> blocks() {
        return blocks;
    }

    @Override
    public void close() {
        kept.close();
    }

    private Block block(int layer) {
        Map<Projection, FrozenMatrix> matrices = new EnumMap<>(Projection.class);
        for (Projection projection : Projection.values()) {
            String[] parts = projection.parts().stream()
                    .map((LoraTarget part) -> part.path(layer))
                    .toArray(String[]::new);
            matrices.put(projection, frozen(projection.out(config), projection.in(config), parts));
        }
        String prefix = "model.layers." + layer + ".";
        return new Block(norm(prefix + "input_layernorm"), norm(prefix + "post_attention_layernorm"), matrices);
    }

    private FrozenMatrix frozen(int out, int in, String... parts) {
        try (var _ = new PointerScope()) {
            Tensor plain = joined(out, in, parts);
            return backend.reordersWeights()
                    ? new FrozenMatrix.Reordered(kept.keep(OneDnn.reorder(plain)))
                    : new FrozenMatrix.Plain(kept.keep(plain));
        }
    }

    private Tensor matrix(int out, int in, String part) {
        return kept.keep(joined(out, in, part));
    }

    /** The parts' rows one after another, in one contiguous matrix. */
    private Tensor joined(int out, int in, String... parts) {
        return Scoped.only(() -> {
            Tensor whole = torch.empty(new long[] {out, in}, backend.activations(), Native.NO_FORMAT);
            long row = 0;
            for (String part : parts) {
                TensorView view = require(part + WEIGHT, 2, in);
                whole.narrow(0, row, view.shape()[0]).copy_(NativeData.over(view));
                row += view.shape()[0];
            }
            if (row != out) {
                throw mismatch(Arrays.toString(parts), row + " rows", out + " rows");
            }
            return whole;
        });
    }

    private Block.Norm norm(String name) {
        TensorView view = require(name + WEIGHT, 1, config.hiddenSize());
        Tensor weight = kept.keep(
                backend.place(NativeData.over(view).to(backend.dtype())).clone());
        return new Block.Norm(weight, kept.keep(new TensorOptional(weight)));
    }

    private TensorView require(String name, int dimensions, long lastDimension) {
        TensorView view = source.require(name);
        long[] shape = view.shape();
        if (shape.length != dimensions || shape[dimensions - 1] != lastDimension) {
            throw mismatch(name, Arrays.toString(shape), dimensions + " dimensions, the last of " + lastDimension);
        }
        return view;
    }

    private static ModelException mismatch(String name, String found, String expected) {
        return new ModelException("tensor " + name + " has " + found + ", but config.json asks for " + expected
                + ": the weights and config.json do not belong together");
    }
}
