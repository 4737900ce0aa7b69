package dev.whetstone.engine.vector;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * One thread's time for the kernels of a decode step, at the sizes of SmolLM2-135M, weights in the processor's caches: {@code mvn -pl engine test
 * -Dtest=KernelBench}. Starts virtual machines of its own with the best compiler. No part of the test run.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
public class KernelBench {

    private static final int HIDDEN = 576;
    private static final int WIDE = 3072;
    private static final int RANK = 32;
    private static final int HEAD = 64;
    private static final int GROUP = 3;
    private static final int POSITIONS = 264;
    private static final int BLOCK = 2 * WeightMatrix.PIECE;
    private static final BlockLayout CACHE = BlockLayout.of(32, 1, HEAD);
    private static final int BLOCKS = Math.ceilDiv(POSITIONS, CACHE.positions());

    private final SplittableRandom random = new SplittableRandom(1);
    private Arena arena;
    private BlockedMatrix bfloat16;
    private QuantizedMatrix int8;
    private LowRank adapter;
    private HeadAttention.Seen seen;
    private HeadAttention attention;
    private RootMeanSquare norm;
    private float[] x;
    private float[] tile;
    private float[] wide;
    private float[] narrow;
    private float[] room;

    @Param({"1", "4", "8"})
    private int rows;

    @Setup(Level.Trial)
    public void setUp() {
        arena = Arena.ofShared();
        MemorySegment plain = random((long) WIDE * HIDDEN);
        bfloat16 = new BlockedMatrix(plain, WIDE, HIDDEN, BLOCK, (long) BLOCK * HIDDEN * Short.BYTES);
        int8 = QuantizedMatrix.of(plain, WIDE, HIDDEN, arena.allocate(QuantizedMatrix.bytes(WIDE, HIDDEN), Long.SIZE));
        PiecedColumns b = PiecedColumns.copy(random((long) RANK * WIDE), RANK, WIDE, arena);
        adapter = new LowRank(random((long) RANK * HIDDEN), HIDDEN, b);
        MemorySegment keys = random((long) BLOCKS * CACHE.positions() * HEAD);
        seen = new HeadAttention.Seen(keys, keys, IntStream.range(0, BLOCKS).toArray(), 0, 0, POSITIONS);
        attention = new HeadAttention(CACHE, HEAD, 0.125f);
        norm = new RootMeanSquare(drawn(HIDDEN), 1e-5);
        x = drawn(rows * HIDDEN);
        tile = new float[rows * WeightMatrix.PIECE];
        wide = drawn(rows * WIDE);
        narrow = new float[rows * RANK];
        room = new float[WIDE];
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        arena.close();
    }

    @Benchmark
    public float[] productByBfloat16() {
        return product(bfloat16);
    }

    @Benchmark
    public float[] productByInt8() {
        return product(int8);
    }

    @Benchmark
    public float[] adapterOfAllRows() {
        for (int row = 0; row < rows; row += LowRank.TOGETHER) {
            int[] together =
                    IntStream.range(row, Math.min(rows, row + LowRank.TOGETHER)).toArray();
            adapter.narrow(x, together, 0, RANK, narrow, RANK);
            adapter.widen(narrow, RANK, together, 0, bfloat16.pieces(), wide);
        }
        return wide;
    }

    @Benchmark
    public float[] attentionOfAGroup() {
        for (int row = 0; row < rows; row++) {
            attention.attend(GROUP, wide, 0, seen);
        }
        return wide;
    }

    @Benchmark
    public float[] gateAndNorm() {
        for (int row = 0; row < rows; row++) {
            Gating.SILU.apply(wide, row * WIDE, WIDE / 2, room, 0);
            norm.apply(x, row * HIDDEN, room, 0);
        }
        return room;
    }

    @Test
    void run() throws RunnerException {
        new Runner(new OptionsBuilder().include(getClass().getName()).build()).run();
    }

    private float[] product(WeightMatrix matrix) {
        for (int piece = 0; piece < matrix.pieces(); piece++) {
            matrix.multiply(piece, x, rows, tile);
        }
        return tile;
    }

    private MemorySegment random(long count) {
        MemorySegment memory = arena.allocate(count * Short.BYTES, Long.SIZE);
        for (long i = 0; i < count; i++) {
            memory.setAtIndex(ValueLayout.JAVA_SHORT, i, BfloatPairs.toBfloat16((float) random.nextDouble(-1, 1)));
        }
        return memory;
    }

    private float[] drawn(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
