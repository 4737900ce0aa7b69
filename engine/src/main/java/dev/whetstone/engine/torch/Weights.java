package dev.whetstone.engine.torch;

import dev.whetstone.engine.ModelException;
import dev.whetstone.engine.WeightFormat;
import dev.whetstone.engine.adapter.LoraTarget;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Safetensors;
import dev.whetstone.engine.format.TensorView;
import dev.whetstone.engine.vector.QuantizedMatrix;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The frozen weights of a model, copied once from a Hugging Face directory into the backend's memory and number format. */
public final class Weights implements AutoCloseable {

    private static final String WEIGHT = ".weight";
    private static final long LINE = 64; // bytes that are read at once

    private final Kept kept;
    private final Backend backend;
    private final ModelConfig config;
    private final Safetensors source;
    private final Tensor embedding;
    private final FrozenMatrix head;
    private final Optional<Tensor> embeddingScale;
    private final Norm norm;
    private final DoubleOptional epsilon;
    private final List<Block> blocks = new ArrayList<>();
    private final Arena arena;
    private final WidenedMatrices widened;
    private final List<MemorySegment> readAgain = new ArrayList<>();

    /** A part of a matrix and how many rows it has. */
    private record Part(String name, int rows) {}

    private Weights(Kept kept, Arena arena, Backend backend, ModelConfig config, Safetensors source) {
        this.kept = kept;
        this.arena = arena;
        this.backend = backend;
        this.config = config;
        this.source = source;
        this.widened = new WidenedMatrices(backend);
        int hidden = config.hiddenSize();
        embedding = matrix(config.vocabularySize(), hidden, "model.embed_tokens");
        head = config.tiedHead()
                ? frozen(embedding)
                : frozen(hidden, List.of(new Part("lm_head", config.vocabularySize())));
        embeddingScale = embeddingScale(config.style().embeddingScale());
        epsilon = kept.keep(new DoubleOptional(config.rmsNormEpsilon()));
        norm = norm("model.norm", hidden);
        for (int layer = 0; layer < config.layers(); layer++) {
            blocks.add(block(layer));
        }
        HugePages.collapse(readAgain);
    }

    static Weights load(Path directory, ModelConfig config, Backend backend) {
        Kept kept = new Kept();
        Arena arena = Arena.ofShared();
        try (var _ = new PointerScope();
                Safetensors source = Safetensors.openModel(directory)) {
            return new Weights(kept, arena, backend, config, source);
        } catch (RuntimeException e) {
            arena.close();
            kept.close();
            throw e;
        }
    }

    /** (V, H) */
    public Tensor embedding() {
        return embedding;
    }

    /** (V, H), to multiply by. */
    FrozenMatrix head() {
        return head;
    }

    /** (V, H); the embedding itself when the head is tied. */
    public Tensor trainedHead() {
        return head.plain();
    }

    public Norm norm() {
        return norm;
    }

    /** What the first block reads: (T) to (T, H). */
    public Tensor embed(Tensor tokens) {
        Tensor x = torch.embedding(embedding, tokens);
        embeddingScale.ifPresent(x::mul_);
        return x;
    }

    public List<Block> blocks() {
        return blocks;
    }

    @Override
    public void close() {
        widened.close();
        arena.close();
        kept.close();
    }

    private Block block(int layer) {
        Map<Projection, FrozenMatrix> matrices = new EnumMap<>(Projection.class);
        for (Projection projection : Projection.values()) {
            List<Part> parts = projection.parts().stream()
                    .map((LoraTarget part) -> new Part(part.path(layer), part.out(config)))
                    .toList();
            matrices.put(projection, frozen(projection.in(config), parts));
        }
        String prefix = "model.layers." + layer + ".";
        boolean after = config.style().normsAfter();
        return new Block(
                norm(prefix + "input_layernorm", config.hiddenSize()),
                config.style().queryKeyValueBias() ? Optional.of(queryKeyValueBias(layer)) : Optional.empty(),
                config.style().queryKeyNorm() ? Optional.of(headNorms(prefix)) : Optional.empty(),
                only(after, prefix + "post_attention_layernorm"),
                norm(prefix + (after ? "pre_feedforward_layernorm" : "post_attention_layernorm"), config.hiddenSize()),
                only(after, prefix + "post_feedforward_layernorm"),
                matrices);
    }

    private Optional<Norm> only(boolean there, String name) {
        return there ? Optional.of(norm(name, config.hiddenSize())) : Optional.empty();
    }

    private Block.HeadNorms headNorms(String prefix) {
        return new Block.HeadNorms(
                norm(prefix + "self_attn.q_norm", config.headDimension()),
                norm(prefix + "self_attn.k_norm", config.headDimension()));
    }

    private Tensor queryKeyValueBias(int layer) {
        return kept.keep(Scoped.only(() -> {
            TensorVector parts = new TensorVector();
            for (LoraTarget part : Projection.QKV.parts()) {
                TensorView view = require(part.path(layer) + ".bias", part.out(config));
                parts.push_back(backend.place(NativeData.over(view).to(backend.dtype())));
            }
            return finite(torch.cat(parts, 0), Projection.QKV + " bias of layer " + layer);
        }));
    }

    /** In the format of activations, as it was in training. */
    private Optional<Tensor> embeddingScale(double scale) {
        return scale == 1
                ? Optional.empty()
                : Optional.of(kept.keep(torch.full(new long[] {1}, new Scalar(scale), backend.activations())));
    }

    private FrozenMatrix frozen(int in, List<Part> parts) {
        try (var _ = new PointerScope()) {
            return frozen(joined(in, parts));
        }
    }

    private FrozenMatrix frozen(Tensor plain) {
        if (!backend.reordersWeights()) {
            return new FrozenMatrix.Plain(kept.keep(plain));
        }
        if (backend.weights() == WeightFormat.INT8) {
            return quantized(plain);
        }
        FrozenMatrix.Reordered matrix = FrozenMatrix.Reordered.of(plain, kept);
        readAgain.add(OneDnn.memory(matrix.weight()));
        return matrix;
    }

    private FrozenMatrix quantized(Tensor plain) {
        int outs = Math.toIntExact(plain.size(0));
        int ins = Math.toIntExact(plain.size(1));
        MemorySegment memory = arena.allocate(QuantizedMatrix.bytes(outs, ins), LINE);
        readAgain.add(memory);
        return new FrozenMatrix.Quantized(QuantizedMatrix.of(NativeData.span(plain), outs, ins, memory), widened);
    }

    private Tensor matrix(int out, int in, String part) {
        return kept.keep(joined(in, List.of(new Part(part, out))));
    }

    /** The parts' rows one after another, in one contiguous matrix. Nothing is allocated before all of them are known to be there. */
    private Tensor joined(int in, List<Part> parts) {
        List<TensorView> views = parts.stream()
                .map(part -> require(part.name() + WEIGHT, part.rows(), in))
                .toList();
        long out = parts.stream().mapToLong(Part::rows).sum();
        return Scoped.only(() -> {
            Tensor whole = torch.empty(new long[] {out, in}, backend.activations(), Native.NO_FORMAT);
            long row = 0;
            for (TensorView view : views) {
                whole.narrow(0, row, view.shape()[0]).copy_(NativeData.over(view));
                row += view.shape()[0];
            }
            return finite(whole, parts.stream().map(Part::name).collect(Collectors.joining(", ")));
        });
    }

    /** A sum tells a number that is none, and is read as fast as memory is; where it overflows, each is looked at. */
    private static Tensor finite(Tensor weights, String names) {
        if (!Double.isFinite(weights.sum().item_double())
                && !torch.isfinite(weights).all().item_bool()) {
            throw new ModelException("the weights " + names
                    + " hold NaN or infinity: the file is damaged, or the training that made it has failed");
        }
        return weights;
    }

    private Norm norm(String name, int width) {
        TensorView view = require(name + WEIGHT, width);
        Tensor weight = kept.keep(Scoped.only(() -> finite(backend.place(normScale(NativeData.over(view))), name)));
        return new Norm(weight, kept.keep(new TensorOptional(weight)), epsilon);
    }

    private Tensor normScale(Tensor stored) {
        return config.style().scaleAroundOne()
                ? stored.to(torch.ScalarType.Float).add(Native.ONE)
                : stored.to(backend.dtype()).clone();
    }

    private TensorView require(String name, long... shape) {
        TensorView view = source.require(name);
        if (!Arrays.equals(view.shape(), shape)) {
            throw new ModelException("tensor " + name + " has shape " + Arrays.toString(view.shape())
                    + ", but config.json asks for " + Arrays.toString(shape)
                    + ": the weights and config.json do not belong together");
        }
        return view;
    }
}
