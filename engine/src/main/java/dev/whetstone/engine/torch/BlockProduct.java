package dev.whetstone.engine.torch;

import dev.whetstone.engine.vector.BlockedMatrix;
import dev.whetstone.engine.vector.SplitBlocks;

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
public final class BlockProduct {

    /** Of {@code a} at once, for products of many: each number of rows has a kernel of its own, which a thread keeps. */
    public static final int ROWS = 192;

    /** Where rows are fewer, they are a multiple of this, so that few kernels serve all. */
    public static final int STEP = 16;

    private static final String LIBRARY = "libtorch_cpu.so";
    private static final String MULTIPLY = "_ZN2at6native7cpublas6brgemmEllllllbPKN3c108BFloat16ES5_Pfb";
    private static final String RELEASE = "_ZN2at6native7cpublas14brgemm_releaseEb";

    private final MethodHandle multiply;
    private final MethodHandle release;

    private BlockProduct(MethodHandle multiply, MethodHandle release) {
        this.multiply = multiply;
        this.release = release;
    }

    /** Empty where libtorch has none, or the processor does not compute in bfloat16. */
    public static Optional<BlockProduct> here() {
        return Found.PRODUCT;
    }

    /** Looked for once it is asked for, when libtorch is loaded. */
    private static final class Found {
        private static final Optional<BlockProduct> PRODUCT = find();
    }

    /** Whether the processor computes in bfloat16, so that there is one once libtorch is loaded. */
    public static boolean fits() {
        return CpuFeatures.computeBfloat16();
    }

    /**
     * {@code c = a·bᵀ} for the outputs of one block, or {@code c += a·bᵀ}.
     *
     * @param a (rows, {@code aColumns}) of bfloat16, outside the heap; the first {@code ins} of each are read
     * @param weights (outs, ins) by pairs of inputs, with 16, 32, 48 or 64 outputs
     * @param c (rows, {@code columns}) of float32; the block's outputs are written from its first column on
     */
    public void multiply(
            int rows,
            int ins,
            int outs,
            MemorySegment a,
            int aColumns,
            MemorySegment weights,
            MemorySegment c,
            int columns,
            boolean adding) {
        try {
            multiply.invokeExact(
                    (long) rows,
                    (long) outs,
                    (long) ins,
                    (long) aColumns,
                    (long) outs,
                    (long) columns,
                    adding,
                    a,
                    weights,
                    c,
                    true);
        } catch (Throwable e) {
            throw new IllegalStateException("a block could not be multiplied", e);
        }
    }

    /** The same by a block of a whole matrix. */
    void multiply(int rows, MemorySegment a, BlockedMatrix b, int block, MemorySegment c, int columns) {
        MemorySegment weights = b.memory().asSlice(block * b.blockBytes(), b.blockBytes());
        multiply(rows, b.ins(), b.blockOuts(), a, b.ins(), weights, c, columns, false);
    }

    /**
     * {@code c = a·mᵀ}, or {@code c += a·mᵀ}, of any number of rows and all outputs.
     *
     * @param a rows of bfloat16, {@code aColumns} elements from one to the next
     * @param matrix with as many inputs as are read of each row
     * @param c rows of float32, {@code cColumns} elements from one to the next
     */
    public void multiply(
            int count,
            MemorySegment a,
            int aColumns,
            SplitBlocks matrix,
            MemorySegment c,
            int cColumns,
            boolean adding) {
        for (int block = 0; block < matrix.blocks(); block++) {
            MemorySegment weights = matrix.block(block);
            long across = (long) block * matrix.width() * Float.BYTES;
            for (int row = 0; row < count; row += ROWS) {
                multiply(
                        Math.min(ROWS, count - row),
                        matrix.ins(),
                        matrix.width(),
                        a.asSlice((long) row * aColumns * Short.BYTES),
                        aColumns,
                        weights,
                        c.asSlice(across + (long) row * cColumns * Float.BYTES),
                        cColumns,
                        adding);
            }
        }
    }

    /** To be called after the last product and before this thread runs an operator: both set the processor's tiles up, each for itself. */
    public void release() {
        try {
            release.invokeExact(true);
        } catch (Throwable e) {
            throw new IllegalStateException("tiles could not be released", e);
        }
    }

    /** After a model was loaded, and with it libtorch. */
    @SuppressWarnings("restricted")
    private static Optional<BlockProduct> find() {
        if (!fits()) {
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
