package dev.whetstone.engine.torch;

import dev.whetstone.engine.vector.BlockedMatrix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * oneDNN's product of a few rows by one block of a reordered weight ({@code dnnl::ukernel::brgemm}), which libtorch exports for the code that its own
 * compiler writes. An operator takes some 20 to 50 microseconds beside its product and always multiplies by a whole matrix; this takes one, so that threads
 * share a matrix block by block.
 */
final class BlockProduct {

    private static final String LIBRARY = "libtorch_cpu.so";
    private static final String MULTIPLY = "_ZN2at6native7cpublas6brgemmEllllllbPKN3c108BFloat16ES5_Pfb";
    private static final String RELEASE = "_ZN2at6native7cpublas14brgemm_releaseEb";

    private static final Optional<BlockProduct> HERE = find();

    private final MethodHandle multiply;
    private final MethodHandle release;

    private BlockProduct(MethodHandle multiply, MethodHandle release) {
        this.multiply = multiply;
        this.release = release;
    }

    /** Empty where libtorch has none, or the processor does not compute in bfloat16. */
    static Optional<BlockProduct> here() {
        return HERE;
    }

    /**
     * {@code c = a·bᵀ} for the outputs of one block.
     *
     * @param a (rows, ins) of bfloat16, outside the heap
     * @param b in blocks of 16, 32, 48 or 64 outputs
     * @param c (rows, {@code columns}) of float32; the block's outputs are written from its first column on
     */
    void multiply(int rows, MemorySegment a, BlockedMatrix b, int block, MemorySegment c, int columns) {
        MemorySegment weights = b.memory().asSlice(block * b.blockBytes(), b.blockBytes());
        long ins = b.ins();
        long outs = b.blockOuts();
        try {
            multiply.invokeExact((long) rows, outs, ins, ins, outs, (long) columns, false, a, weights, c, true);
        } catch (Throwable e) {
            throw new IllegalStateException("a block could not be multiplied", e);
        }
    }

    /** To be called after the last product and before this thread runs an operator: both set the processor's tiles up, each for itself. */
    void release() {
        try {
            release.invokeExact(true);
        } catch (Throwable e) {
            throw new IllegalStateException("tiles could not be released", e);
        }
    }

    /** After a model was loaded, and with it libtorch. */
    @SuppressWarnings("restricted")
    private static Optional<BlockProduct> find() {
        if (!CpuFeatures.computeBfloat16()) {
            return Optional.empty();
        }
        try {
            SymbolLookup library = SymbolLookup.libraryLookup(LIBRARY, Arena.global()); // loaded already
            Linker linker = Linker.nativeLinker();
            ValueLayout.OfLong size = ValueLayout.JAVA_LONG;
            FunctionDescriptor product = FunctionDescriptor.ofVoid(
                    size,
                    size,
                    size,
                    size,
                    size,
                    size,
                    ValueLayout.JAVA_BOOLEAN,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_BOOLEAN);
            return library.find(MULTIPLY)
                    .flatMap(multiply -> library.find(RELEASE)
                            .map(release -> new BlockProduct(
                                    linker.downcallHandle(
                                            multiply, product, Linker.Option.critical(true)), // c may be an array
                                    linker.downcallHandle(
                                            release, FunctionDescriptor.ofVoid(ValueLayout.JAVA_BOOLEAN)))));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // another name of the library
        }
    }
}
