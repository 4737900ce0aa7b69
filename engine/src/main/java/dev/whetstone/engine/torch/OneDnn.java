package dev.whetstone.engine.torch;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;

/**
 * oneDNN's linear layer over a weight in its own order of memory, which plain linear works out anew in each call. Both operators are
 * registered with libtorch's dispatcher only, without a function to call.
 */
final class OneDnn {

    /** Rows that the order is chosen for; it serves from one row to a thousand better than the plain one. */
    private static final long ROWS = 32;

    private static final OperatorHandle REORDER = operator("mkldnn::_reorder_linear_weight");
    private static final OperatorHandle LINEAR = operator("mkldnn::_linear_pointwise");
    private static final OperatorHandle ADDRESS = operator("mkldnn::data_ptr");
    private static final OperatorHandle BYTES = operator("mkldnn::_nbytes");
    private static final IValue NO_BIAS = Native.forever(new IValue());
    private static final IValue NO_ACTIVATION = Native.forever(new IValue("none"));
    private static final IValue ANY_ALGORITHM = Native.forever(new IValue(""));
    private static final IValue NO_SCALARS = noScalars();

    private OneDnn() {}

    /** @param weight (out, in) */
    static Tensor reorder(Tensor weight) {
        IValueVector stack = new IValueVector(new IValue(weight), new IValue(ROWS));
        REORDER.callBoxed(stack);
        return result(stack);
    }

    /** {@code x·Wᵀ}, (T, in) to (T, out). */
    static Tensor linear(Tensor x, Tensor reordered) {
        IValueVector stack = new IValueVector(
                new IValue(x), new IValue(reordered), NO_BIAS, NO_ACTIVATION, NO_SCALARS, ANY_ALGORITHM);
        LINEAR.callBoxed(stack);
        return result(stack);
    }

    /** Where a weight in its own order lies: valid while the tensor is. */
    @SuppressWarnings("restricted")
    static MemorySegment memory(Tensor reordered) {
        return MemorySegment.ofAddress(number(ADDRESS, reordered)).reinterpret(number(BYTES, reordered));
    }

    private static long number(OperatorHandle operator, Tensor of) {
        IValueVector stack = new IValueVector(new IValue(of));
        operator.callBoxed(stack);
        return stack.get(0).toInt();
    }

    /** Its own handle: the one that the stack gives points into the stack and ends with it. */
    private static Tensor result(IValueVector stack) {
        return new Tensor(stack.get(0).toTensor());
    }

    private static OperatorHandle operator(String name) {
        return Native.forever(Dispatcher.singleton().findSchemaOrThrow(name, ""));
    }

    /** A typed empty list: one built from Java has a broken reference count, so a script makes it. */
    private static IValue noScalars() {
        String script = """
                def none() -> List[Optional[number]]:
                    l: List[Optional[number]] = []
                    return l
                """;
        return Native.forever(
                torch.compile(script).find_function(new QualifiedName("none")).apply(new IValueVector()));
    }
}
