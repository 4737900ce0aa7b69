package dev.whetstone.engine.torch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * How the threads of one operator wait for each other. OpenMP's default is to spin for milliseconds: on a machine where more wants
 * to run than there are processors, each of a step's thousand barriers then burns the time slice of the thread it waits for, and a
 * step takes fifty times as long. A short spin and then sleep costs next to nothing when the machine is free.
 */
final class WaitPolicy {

    private static final Logger LOG = LoggerFactory.getLogger(WaitPolicy.class);
    private static final String SPINS = "GOMP_SPINCOUNT";
    private static final String SHORT = "2000";

    private WaitPolicy() {}

    /** To be called before libtorch is loaded: OpenMP reads its environment once. What the user has set stays. */
    @SuppressWarnings("restricted")
    static void spinShortly() {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor signature = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle setenv = linker.downcallHandle(linker.defaultLookup().findOrThrow("setenv"), signature);
            int keep = 0;
            int failed = (int) setenv.invokeExact(arena.allocateFrom(SPINS), arena.allocateFrom(SHORT), keep);
            LOG.debug("{}={}, {}", SPINS, SHORT, failed == 0 ? "set" : "not set");
        } catch (Throwable e) {
            LOG.warn("OpenMP's wait policy could not be set; on a busy machine the engine will be slow", e);
        }
    }
}
