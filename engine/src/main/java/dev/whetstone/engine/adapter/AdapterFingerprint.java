package dev.whetstone.engine.adapter;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.Score;
import dev.whetstone.engine.ScoreOptions;
import dev.whetstone.engine.WeightFormat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What an adapter does to a few fixed prompts, written beside it by the trainer. A server compares it with what the adapter does
 * there, and so sees an adapter that is not applied, another adapter under its name, or another base. The prompts are this
 * class's own: nothing of the training data travels with the adapter.
 */
public final class AdapterFingerprint {

    public static final String FILE_NAME = "fingerprint.json";

    private static final List<String> PROBES = List.of(
            "Summarise in one sentence: the committee moves its meeting from Monday to Thursday.",
            "List two risks of the plan and the source of each: [1] the bridge closes in May, [2] costs are not known.",
            "Answer with JSON: which colour has the sky?");
    private static final int STORED = 16;
    private static final int COMPARED = 256;
    /** For people who compare two fingerprints; one at a time they take longer than all the rest. */
    private static final int GREEDY_TOKENS = 4;

    private static final long LARGEST_FILE = 1 << 20;

    private static final double SAME_NUMBER = 1e-4;
    /** Mean difference of logits; bfloat16 against float32, or another processor, stays below 0.1. */
    private static final double TOLERANCE = 0.25;
    /** Of the base's logits in int8, which move by 0.1 to 0.2 on a model of 135 million parameters. */
    private static final double INT8_TOLERANCE = 0.75;
    /** An adapter's, which was trained beside other numbers, moved by up to three times what the base's did; it had moved them by 2 to 6 itself. */
    private static final double INT8_AMPLIFIED = 2;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private AdapterFingerprint() {}

    /** The largest logits at the end of one prompt, and what is said greedily. */
    record Output(int[] ids, float[] logits, int[] greedyIds) {
        Output {
            if (ids.length == 0 || ids.length != logits.length) {
                throw new IllegalArgumentException(ids.length + " ids with " + logits.length + " logits");
            }
        }
    }

    record Probe(int[] promptIds, Output base, Output adapter) {
        Probe {
            Objects.requireNonNull(promptIds, "promptIds");
            Objects.requireNonNull(base, "base");
            Objects.requireNonNull(adapter, "adapter");
        }
    }

    record Stored(int version, List<Probe> probes) {
        Stored {
            probes = List.copyOf(probes);
        }
    }

    /** Measures and writes {@code fingerprint.json} into the adapter's directory. */
    public static void write(LanguageModel model, Adapter adapter, Path adapterDirectory) {
        List<Probe> probes = new ArrayList<>();
        for (String text : PROBES) {
            Score base = score(model, text, Optional.empty(), STORED, GREEDY_TOKENS);
            Score tuned = score(model, text, Optional.of(adapter), STORED, GREEDY_TOKENS);
            probes.add(new Probe(base.promptIds(), output(base), output(tuned)));
        }
        DurableFiles.write(adapterDirectory.resolve(FILE_NAME), PeftWriter.pretty(new Stored(1, probes)));
    }

    /** Compares what a loaded adapter does with what its directory says; a directory without fingerprint differs. */
    public static FingerprintCheck check(LanguageModel model, Adapter adapter, Path adapterDirectory) {
        Stored stored;
        try {
            Path file = adapterDirectory.resolve(FILE_NAME);
            if (Files.size(file) > LARGEST_FILE) {
                return new FingerprintCheck.Differs(
                        FILE_NAME + " has " + Files.size(file) + " bytes, more than the " + LARGEST_FILE + " allowed");
            }
            stored = MAPPER.readValue(Files.readAllBytes(file), Stored.class);
        } catch (IOException e) {
            return new FingerprintCheck.Differs(FILE_NAME + " cannot be read: " + e.getMessage());
        }
        if (stored == null || stored.probes().size() != PROBES.size()) {
            return new FingerprintCheck.Differs(FILE_NAME + " does not hold the " + PROBES.size() + " probes");
        }
        boolean effect = false;
        for (int i = 0; i < PROBES.size(); i++) {
            Score base = score(model, PROBES.get(i), Optional.empty(), COMPARED, 0);
            Score tuned = score(model, PROBES.get(i), Optional.of(adapter), COMPARED, 0);
            Probe probe = stored.probes().get(i);
            Optional<FingerprintCheck> difference = difference(i, probe, base, tuned, model.weights());
            if (difference.isPresent()) {
                return difference.get();
            }
            effect |= distance(output(tuned), base) > SAME_NUMBER;
        }
        return effect ? new FingerprintCheck.Matches() : new FingerprintCheck.NoEffect();
    }

    private static double toleranceOfBase(WeightFormat weights) {
        return switch (weights) {
            case COMPUTED -> TOLERANCE;
            case INT8 -> INT8_TOLERANCE;
        };
    }

    private static double toleranceOfAdapter(WeightFormat weights, double ofBase) {
        return switch (weights) {
            case COMPUTED -> TOLERANCE;
            case INT8 -> TOLERANCE + INT8_AMPLIFIED * ofBase;
        };
    }

    private static Optional<FingerprintCheck> difference(
            int index, Probe probe, Score base, Score tuned, WeightFormat weights) {
        if (!Arrays.equals(probe.promptIds(), base.promptIds())) {
            return differs("probe " + index + ": the prompt has other tokens: another tokenizer or chat template");
        }
        double ofBase = distance(probe.base(), base);
        if (!(ofBase <= toleranceOfBase(weights))) { // so that what is no number differs
            return differs("probe %d: the base's logits are %.3f away on average: another base model"
                    .formatted(index, ofBase));
        }
        double ofAdapter = distance(probe.adapter(), tuned);
        boolean isBase = distance(output(tuned), base) <= SAME_NUMBER;
        if (!(ofAdapter <= toleranceOfAdapter(weights, ofBase)) && !isBase) {
            return differs("probe %d: the adapter's logits are %.3f away on average: another adapter"
                    .formatted(index, ofAdapter));
        }
        return Optional.empty();
    }

    private static Optional<FingerprintCheck> differs(String how) {
        return Optional.of(new FingerprintCheck.Differs(how));
    }

    /** Mean difference of the stored logits; one that is no longer among the largest counts with the smallest of those. */
    private static double distance(Output stored, Score now) {
        Map<Integer, Float> logits = new HashMap<>();
        int[] ids = now.topIds();
        float[] values = now.topLogits();
        for (int i = 0; i < ids.length; i++) {
            logits.put(ids[i], values[i]);
        }
        double sum = 0;
        for (int i = 0; i < stored.ids().length; i++) {
            float found = logits.getOrDefault(stored.ids()[i], values[values.length - 1]);
            sum += Math.abs(found - stored.logits()[i]);
        }
        return sum / stored.ids().length;
    }

    private static Score score(LanguageModel model, String text, Optional<Adapter> adapter, int top, int newTokens) {
        return model.score(List.of(new ChatMessage("user", text)), adapter, new ScoreOptions(top, newTokens));
    }

    private static Output output(Score score) {
        return new Output(
                Arrays.copyOf(score.topIds(), Math.min(STORED, score.topIds().length)),
                Arrays.copyOf(score.topLogits(), Math.min(STORED, score.topLogits().length)),
                score.greedyIds());
    }
}
