package dev.whetstone.engine.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** What the processor computes in, as the Linux kernel lists it. */
final class CpuFeatures {

    private static final Path LIST = Path.of("/proc/cpuinfo");
    private static final String TILES = "amx_bf16";
    private static final Set<String> COMPUTE_BFLOAT16 = Set.of("avx512_bf16", TILES);

    private CpuFeatures() {}

    /** Elsewhere than on these processors bfloat16 is emulated and slower than float32. */
    static boolean computeBfloat16() {
        return flags().stream().anyMatch(COMPUTE_BFLOAT16::contains);
    }

    /** These have a unit for products of whole matrices of it. */
    static boolean multiplyBfloat16() {
        return flags().contains(TILES);
    }

    private static Set<String> flags() {
        try {
            return Files.readAllLines(LIST).stream()
                    .filter(line -> line.startsWith("flags"))
                    .flatMap(line -> Arrays.stream(line.split("\\s+")))
                    .collect(TreeSet::new, Set::add, Set::addAll);
        } catch (IOException e) {
            return Set.of(); // another system: float32 is right everywhere
        }
    }
}
