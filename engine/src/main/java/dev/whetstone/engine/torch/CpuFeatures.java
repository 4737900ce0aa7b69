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
    private static final Set<String> COMPUTE_BFLOAT16 = Set.of("avx512_bf16", "amx_bf16");

    private CpuFeatures() {}

    /** Elsewhere than on these processors bfloat16 is emulated and slower than float32. */
    static boolean computeBfloat16() {
        try {
            Set<String> flags = Files.readAllLines(LIST).stream()
                    .filter(line -> line.startsWith("flags"))
                    .flatMap(line -> Arrays.stream(line.split("\\s+")))
                    .collect(TreeSet::new, Set::add, Set::addAll);
            return flags.stream().anyMatch(COMPUTE_BFLOAT16::contains);
        } catch (IOException e) {
            return false; // another system: float32 is right everywhere
        }
    }
}
