package dev.whetstone.engine.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/**
 * Files with random mistakes are read, or refused by the error that says what is wrong with them: nothing else is thrown, the process goes on,
 * and no size that a file only claims is allocated. Further seeds and longer runs: {@code -Dwhetstone.mutations.seed=7
 * -Dwhetstone.mutations.rounds=100000}.
 */
class MutatedFilesTest {

    private static final long SEED = Long.getLong("whetstone.mutations.seed", 20_261_130);
    /** For each kind of file; without it, as many as fit into a moment. */
    private static final int ROUNDS = Integer.getInteger("whetstone.mutations.rounds", 0);

    private static final long MOMENT = 250_000_000;

    /** Of heap: parsed JSON takes many times its text. */
    private static final long BYTES_A_BYTE = 200;

    private static final long CONSTANT = 24L << 20;

    /** Of address space, over all rounds: threads and arenas of the native libraries, but no tensor of a claimed size. */
    private static final long MAPPED = 1L << 30;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void mutatedFilesAreReadOrRefusedByName(Reading reading) throws Exception {
        List<byte[]> good = reading.good(directory);
        for (byte[] each : good) {
            reading.read(each, directory);
        }
        Mutation mutation = new Mutation(SEED + reading.ordinal());
        long mapped = largestAddressSpace();
        long end = System.nanoTime() + MOMENT;
        for (int round = 0; ROUNDS == 0 ? System.nanoTime() < end : round < ROUNDS; round++) {
            byte[] bad = mutation.of(good.get(round % good.size()));
            try {
                requireHarmless(reading, bad);
            } catch (AssertionError e) {
                throw new AssertionError(
                        "seed " + SEED + ", round " + round + ", " + reading + ": " + e.getMessage() + "\n"
                                + Base64.getEncoder().encodeToString(bad),
                        e);
            }
        }
        assertThat(largestAddressSpace() - mapped).as("address space taken").isLessThan(MAPPED);
    }

    private void requireHarmless(Reading reading, byte[] bad) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Throwable thrown = null;
        try {
            reading.read(bad, directory);
        } catch (Throwable e) {
            thrown = e;
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (thrown != null && (!reading.mayGive(thrown) || thrown.getMessage().isBlank())) {
            throw new AssertionError("it gave " + thrown, thrown);
        }
        assertThat(allocated).as("heap taken").isLessThan(BYTES_A_BYTE * bad.length + CONSTANT);
    }

    private static long largestAddressSpace() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmPeak:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }
}
