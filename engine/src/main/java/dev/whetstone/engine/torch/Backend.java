package dev.whetstone.engine.torch;

import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.ModelException;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.WeightFormat;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

import java.util.Optional;

/** Where a model computes and in which number format. Chosen once, when it is loaded. */
public final class Backend {

    private final boolean cuda;
    private final Precision precision;
    private final String why;
    private final boolean reordersWeights;
    private final WeightFormat weights;
    private final int threads;
    private final Device device;
    private final TensorOptions activations;
    private final TensorOptions floats;

    private Backend(boolean cuda, Precision precision, String why, LoadOptions options, int threads) {
        this.cuda = cuda;
        this.precision = precision;
        this.why = why;
        this.threads = threads;
        this.weights = options.weights();
        this.reordersWeights = options.use() == LoadOptions.Use.SERVING
                && !cuda
                && precision == Precision.BFLOAT16
                && CpuFeatures.computeBfloat16();
        requireRead();
        try (var _ = new PointerScope()) {
            this.device = Native.forever(new Device(cuda ? "cuda:0" : "cpu"));
            this.activations = Native.forever(options(dtype()));
            this.floats = Native.forever(options(torch.ScalarType.Float));
        }
    }

    private void requireRead() {
        Optional<String> lacking = lackingForInt8();
        if (weights == WeightFormat.INT8 && lacking.isPresent()) {
            throw new ModelException(
                    "int8 weights cannot be read here: " + lacking.get() + ", or load the model without int8");
        }
    }

    private Optional<String> lackingForInt8() {
        if (cuda) {
            return Optional.of("hide the CUDA device (CUDA_VISIBLE_DEVICES=)");
        }
        if (!CpuFeatures.computeBfloat16()) {
            return Optional.of("take a processor with bfloat16 arithmetic (avx512_bf16 or amx_bf16 in /proc/cpuinfo)");
        }
        return precision == Precision.BFLOAT16
                ? VectorSupport.lackingModule()
                : Optional.of("compute in bfloat16 instead of float32");
    }

    /** What keeps weights from being served in int8 here, in words that say what to do; empty when nothing does. */
    public static Optional<String> lackingForInt8(LoadOptions serving) {
        return choose(serving.with(WeightFormat.COMPUTED)).lackingForInt8();
    }

    /** The CUDA device when its natives are here and it answers, else the processor. */
    public static Backend choose(LoadOptions options) {
        int threads = Native.start(options);
        boolean cuda = torch.cuda_is_available();
        if (options.precision().isPresent()) {
            return new Backend(cuda, options.precision().get(), "asked for", options, threads);
        }
        if (cuda) {
            return new Backend(true, Precision.BFLOAT16, "the device computes in it", options, threads);
        }
        return CpuFeatures.computeBfloat16()
                ? new Backend(false, Precision.BFLOAT16, "the processor computes in it", options, threads)
                : new Backend(false, Precision.FLOAT32, "the processor has no bfloat16 arithmetic", options, threads);
    }

    /** Whether tensors lie in the process's own memory. */
    public boolean onHost() {
        return !cuda;
    }

    /** Whether matrices are kept in oneDNN's order: it has one for bfloat16 where the processor computes in it. */
    boolean reordersWeights() {
        return reordersWeights;
    }

    public WeightFormat weights() {
        return weights;
    }

    public Precision precision() {
        return precision;
    }

    /** Element type of frozen weights and activations. */
    public torch.ScalarType dtype() {
        return switch (precision) {
            case FLOAT32 -> torch.ScalarType.Float;
            case BFLOAT16 -> torch.ScalarType.BFloat16;
        };
    }

    public int threads() {
        return threads;
    }

    /** For new tensors of activations. */
    public TensorOptions activations() {
        return activations;
    }

    /** For new tensors of float32. */
    public TensorOptions floats() {
        return floats;
    }

    /** A tensor made on the host, moved to where the model computes; the same tensor when that is the host. */
    public Tensor place(Tensor host) {
        return cuda ? host.to(device, host.scalar_type()) : host;
    }

    public Tensor longs(long[] values, long... shape) {
        return place(Tensor.create(values, shape));
    }

    public Tensor floats(float[] values, long... shape) {
        return place(Tensor.create(values, shape));
    }

    /** Device and number formats, in words. */
    public String description() {
        String where = cuda ? "CUDA device 0" : "CPU, " + threads + (threads == 1 ? " thread" : " threads");
        String computed = precision == Precision.BFLOAT16 ? "bfloat16" : "float32";
        String frozen = weights == WeightFormat.INT8
                ? "frozen matrices in int8, activations in "
                : "frozen weights and activations in ";
        return where + "; " + frozen + computed + " (" + why + "), adapter training in float32";
    }

    private TensorOptions options(torch.ScalarType type) {
        return new TensorOptions(device).dtype(new ScalarTypeOptional(type)).device(new DeviceOptional(device));
    }
}
