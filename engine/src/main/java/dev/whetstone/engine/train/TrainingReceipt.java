package dev.whetstone.engine.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an adapter was made of and what is known of it, so that anybody can tell later. The same run gives the same bytes: there is no
 * time in it. It holds an excerpt of one training row, so it lies beside the adapter and never in its directory.
 *
 * @param version of this shape, {@value #VERSION} now; fields are added without a new one, and changed or left out with one
 * @param adapter digest of {@code adapter_model.safetensors}
 * @param continuedFrom digest of the {@code adapter_model.safetensors} that training went on from; empty where the adapter was new
 * @param bestStep the step whose adapter was kept
 * @param bestValidationLoss at {@code bestStep}, as the recipe's method defines it; supervised, nats a target token
 * @param stoppedEarly whether patience ran out before the planned steps
 * @param rewards on the validation split at every point of the curve, where the method prefers answers
 */
public record TrainingReceipt(
        int version,
        String adapter,
        BaseFacts base,
        SplitFacts training,
        SplitFacts validation,
        TrainedTokens trainedTokens,
        LoraRecipe recipe,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String continuedFrom,
        Software software,
        long bestStep,
        double bestValidationLoss,
        boolean stoppedEarly,
        Verdict verdict,
        Memorisation memorisation,
        AdapterEffect effect,
        List<CurvePoint> curve,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RewardPoint> rewards) {

    public static final String FILE_NAME = "receipt.json";

    static final int VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    public TrainingReceipt {
        curve = List.copyOf(curve);
        continuedFrom = continuedFrom == null ? "" : continuedFrom; // left out where the adapter was new
        rewards = rewards == null ? List.of() : List.copyOf(rewards); // left out where the method prefers nothing
    }

    /**
     * The base model.
     *
     * @param name for people, never an identity
     * @param digest of its directory; empty when the caller did not know it
     * @param template digest of the chat template's source
     * @param tokenizer digest of {@code tokenizer.json}
     */
    public record BaseFacts(String name, String digest, String template, String tokenizer) {}

    /**
     * One split.
     *
     * @param digest of the file or artifact; empty when the caller did not know it
     * @param encoded digest of the rows as tokens, with the places where their targets begin: what was really computed with
     */
    public record SplitFacts(int rows, String digest, String encoded) {}

    /** What the run showed, a line each: the verdict over its curve, then the memorisation probe. */
    public List<String> findings() {
        return List.of(verdict.sentence(), memorisation.sentence());
    }

    /** What is wrong with the adapter whatever its curve says, a sentence each; empty when nothing is. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (!effect.changesOutput()) {
            warnings.add(effect.sentence());
        }
        if (!trainedTokens.endOfTurnTrained()) {
            warnings.add(
                    "the end of the turn is not trained in "
                            + trainedTokens.withoutEndOfTurn().inWords()
                            + ": generation may not stop; use a chat template that ends the answer with an end-of-sequence token");
        }
        if (trainedTokens.offTheAnswer().count() > 0) {
            warnings.add("what is trained is not the answer's text in "
                    + trainedTokens.offTheAnswer().inWords() + ": compare the excerpt, and look at the chat template");
        }
        return warnings;
    }

    /** In snake case, in the order of the fields. */
    public byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a receipt cannot be written as JSON", e);
        }
    }

    /** @throws UncheckedIOException when the file is not there or is no receipt of this version */
    public static TrainingReceipt read(Path file) {
        try {
            return JSON.readValue(Files.readAllBytes(file), TrainingReceipt.class);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the receipt " + file + ": " + e.getMessage(), e);
        }
    }
}
