package dev.whetstone.cli.engine;

import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.WeightFormat;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.Locale;

/** How matrices are kept, of commands that generate: adapters are trained, and answers scored, beside the weights as they are. */
public final class WeightsOption {

    @Option(
            names = "--weights",
            paramLabel = "FORMAT",
            defaultValue = "COMPUTED",
            description =
                    "How matrices are kept: computed (as --dtype), or int8, half of bfloat16, which changes a little what the model says. Default: computed.")
    WeightFormat format;

    public boolean isInt8() {
        return format == WeightFormat.INT8;
    }

    public LoadOptions of(LoadOptions serving) {
        return serving.with(format);
    }

    /** The same, for another command line. */
    public List<String> arguments() {
        return List.of("--weights", format.name().toLowerCase(Locale.ROOT));
    }
}
