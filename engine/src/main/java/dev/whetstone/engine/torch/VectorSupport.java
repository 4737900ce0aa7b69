package dev.whetstone.engine.torch;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.whetstone.engine.Precision;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.vector.HeadAttention;
import dev.whetstone.engine.vector.WeightMatrix;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.stream.IntStream;

/** Whether this virtual machine turns the Vector API into vector instructions; without them it is slower than the operators. */
public final class VectorSupport {

    private static final Logger LOG = LoggerFactory.getLogger(VectorSupport.class);
    private static final String MODULE = "jdk.incubator.vector";
    private static final int BEST_COMPILER = 4;

    private VectorSupport() {}

    public static boolean suits(ModelConfig config, Backend backend) {
        if (backend.onHost() && backend.precision() == Precision.BFLOAT16) {
            lackingFor(config).ifPresent(what -> LOG.info("computing takes its slower path: {}", what));
        }
        return backend.onHost() && suits(config, backend.precision());
    }

    /** The same of a model that is on the host. */
    public static boolean suits(ModelConfig config, Precision precision) {
        return precision == Precision.BFLOAT16 && lackingFor(config).isEmpty();
    }

    /** Whether each width of a model is a whole number of pieces. To be asked where vectors can be computed with. */
    public static boolean wholePieces(ModelConfig config) {
        return IntStream.of(
                        config.hiddenSize(),
                        config.intermediateSize(),
                        config.headDimension(),
                        config.queryWidth(),
                        config.keyValueWidth())
                .allMatch(width -> width % WeightMatrix.PIECE == 0);
    }

    /** Whether decoding reads adapters of this model in an order of its own. */
    static boolean servesBy(ModelConfig config, Backend backend) {
        return backend.reordersWeights() && suits(config, backend.precision()) && wholePieces(config);
    }

    private static Optional<String> lackingFor(ModelConfig config) {
        return lacking().or(() -> lacking(config));
    }

    /** What this virtual machine lacks for it, in words. */
    public static Optional<String> lacking() {
        Optional<String> module = lackingModule();
        if (module.isPresent()) {
            return module;
        }
        if (!compilesWell()) {
            return Optional.of("the virtual machine's best compiler is switched off (-XX:TieredStopAtLevel)");
        }
        return Optional.empty();
    }

    /** What it lacks to compute with vectors at all, however slowly. */
    static Optional<String> lackingModule() {
        return ModuleLayer.boot().findModule(MODULE).isEmpty()
                ? Optional.of("start java with --add-modules " + MODULE)
                : Optional.empty();
    }

    private static Optional<String> lacking(ModelConfig config) {
        return HeadAttention.suits(config.headDimension())
                ? Optional.empty()
                : Optional.of("heads of " + config.headDimension() + " elements are no whole number of vectors");
    }

    private static boolean compilesWell() {
        HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return machine != null
                && Integer.parseInt(machine.getVMOption("TieredStopAtLevel").getValue()) >= BEST_COMPILER;
    }
}
