package dev.whetstone.cli.engine;

import dev.whetstone.engine.adapter.LoraSettings;
import dev.whetstone.engine.adapter.TargetModules;
import picocli.CommandLine.Option;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an adapter is like. */
final class AdapterOptions {

    @Option(names = "--rank", paramLabel = "R", description = "Width of the bottleneck. Default: 16.")
    Optional<Integer> rank = Optional.empty();

    @Option(names = "--alpha", paramLabel = "A", description = "The update is scaled by alpha / rank. Default: 32.")
    Optional<Double> alpha = Optional.empty();

    @Option(
            names = "--dropout",
            paramLabel = "P",
            description = "Share of the adapter's input dropped while training. Default: 0.")
    Optional<Double> dropout = Optional.empty();

    @Option(
            names = "--targets",
            paramLabel = "M",
            split = ",",
            description =
                    "Modules that get an adapter: names such as q_proj,v_proj or layers.0.mlp.up_proj; all-linear; or a"
                            + " regular expression over whole paths, such as '.*\\.layers\\.[0-7]\\..*_proj'. Default: all seven.")
    List<String> targets = List.of();

    @Option(
            names = "--rank-pattern",
            paramLabel = "M=R",
            split = ",",
            description =
                    "Other ranks by the end of a module's path, a regular expression: down_proj=8,layers.0.self_attn.*=4.")
    Map<String, Integer> rankPattern = new LinkedHashMap<>();

    @Option(names = "--alpha-pattern", paramLabel = "M=A", split = ",", description = "Other alphas, likewise.")
    Map<String, Double> alphaPattern = new LinkedHashMap<>();

    @Option(names = "--rslora", description = "Scale by alpha / √rank (rank-stabilised LoRA) instead of alpha / rank.")
    boolean rslora;

    @Option(
            names = "--dora",
            description =
                    "Learn the length of each row of a matrix beside its direction (DoRA). Such an adapter cannot share a batch:"
                            + " `engine score` takes it, `engine generate` and the gateway refuse it. Without dropout.")
    boolean dora;

    /**
     * @param usual where no option says otherwise
     * @throws IllegalArgumentException naming the setting
     */
    LoraSettings settings(LoraSettings usual) {
        return new LoraSettings(
                rank.orElse(usual.rank()),
                alpha.orElse(usual.alpha()),
                dropout.orElse(usual.dropout()),
                targets.isEmpty() ? usual.targets() : modules(),
                rankPattern.isEmpty() ? usual.rankPattern() : rankPattern,
                alphaPattern.isEmpty() ? usual.alphaPattern() : alphaPattern,
                rslora || usual.rslora(),
                dora || usual.dora());
    }

    /** A single word that is no name is all-linear or a pattern. */
    private TargetModules modules() {
        boolean text = targets.size() == 1 && !targets.getFirst().matches("[a-z0-9_.]+");
        return text ? TargetModules.of(targets.getFirst()) : TargetModules.named(targets);
    }
}
