package dev.whetstone.engine.torch;

import dev.whetstone.engine.ModelException;
import dev.whetstone.engine.format.Dtype;
import dev.whetstone.engine.format.TensorView;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;

/** Between tensors, Java arrays and mapped files. */
public final class NativeData {

    private NativeData() {}

    /** A tensor over the file's own bytes, without a copy: valid while the file is mapped and the scope open. */
    static Tensor over(TensorView view) {
        return torch.from_blob(new Address(view.data()), view.shape(), new TensorOptions(type(view)));
    }

    /** All elements, row-major. The tensor may be anywhere and of any floating type. */
    public static float[] toFloats(Tensor tensor) {
        Tensor host = tensor.to(torch.ScalarType.Float).cpu().contiguous();
        float[] values = new float[Math.toIntExact(host.numel())];
        try (FloatPointer data = host.data_ptr_float()) {
            data.get(values);
        }
        return values;
    }

    public static long[] toLongs(Tensor tensor) {
        Tensor host = tensor.to(torch.ScalarType.Long).cpu().contiguous();
        long[] values = new long[Math.toIntExact(host.numel())];
        try (LongPointer data = host.data_ptr_long()) {
            data.get(values);
        }
        return values;
    }

    /** Overwrites a float32 tensor on the host or the device with the file's values. */
    public static void copyInto(Tensor target, TensorView view) {
        target.copy_(over(view));
    }

    /** From a tensor's first element to its last in the host's memory, gaps between rows and all: valid while the tensor is. */
    @SuppressWarnings("restricted")
    public static MemorySegment span(Tensor host) {
        long last = 0;
        for (int axis = 0; axis < host.dim(); axis++) {
            last += (host.size(axis) - 1) * host.stride(axis);
        }
        long bytes = host.numel() == 0 ? 0 : (last + 1) * host.element_size();
        return MemorySegment.ofAddress(host.data_ptr().address()).reinterpret(bytes);
    }

    /** So many bytes of unknown content, aligned for vectors: valid in the scope that they are asked for in. */
    public static MemorySegment scratch(long bytes) {
        return span(torch.empty(new long[] {bytes}, new TensorOptions(torch.ScalarType.Byte), Native.NO_FORMAT));
    }

    private static torch.ScalarType type(TensorView view) {
        return switch (view.dtype()) {
            case F64 -> torch.ScalarType.Double;
            case F32 -> torch.ScalarType.Float;
            case F16 -> torch.ScalarType.Half;
            case BF16 -> torch.ScalarType.BFloat16;
            case I64, I32, I16, I8, U64, U32, U16, U8, BOOL, F8_E4M3, F8_E5M2 ->
                throw new ModelException("tensor " + view + ": weights must be " + Dtype.F32 + ", " + Dtype.F16 + ", "
                        + Dtype.BF16 + " or " + Dtype.F64);
        };
    }

    /** A bare address; the memory belongs to someone else. */
    private static final class Address extends Pointer {
        private Address(MemorySegment segment) {
            super((Pointer) null);
            address = segment.address();
        }
    }
}
