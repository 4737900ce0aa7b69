package dev.whetstone.cli.engine;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.engine.generate.Sampling;
import picocli.CommandLine.Option;

import java.util.List;

/** How tokens are chosen. */
final class SamplingOptions {

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "256",
            description = "Completion tokens at most. Default: ${DEFAULT-VALUE}.")
    int maxTokens;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0",
            description = "0 always takes the most likely token. Default: ${DEFAULT-VALUE}.")
    double temperature;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "1",
            description = "Smallest set of tokens of this probability. Default: all.")
    double topP;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            defaultValue = "0",
            description = "Only the most likely K tokens. Default: all.")
    int topK;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the first chat; each next chat has the next seed. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Option(names = "--stop", paramLabel = "TEXT", description = "Ends a completion; may be given more than once.")
    List<String> stop = List.of();

    Sampling of(int chat) {
        try {
            return new Sampling(temperature, topP, topK, seed + chat, maxTokens, stop);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(e.getMessage(), "See `whetstone engine generate --help`.");
        }
    }
}
