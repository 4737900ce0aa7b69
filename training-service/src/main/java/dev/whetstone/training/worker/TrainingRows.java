package dev.whetstone.training.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.openai.FineTuningRow;
import dev.whetstone.engine.openai.InvalidRowException;
import dev.whetstone.engine.train.TrainingChat;
import dev.whetstone.engine.train.TrainingExample;
import dev.whetstone.engine.train.TrainingMethod;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Rows of a published split as the recipe's method learns them. They were checked when they were published, so anything odd here is a wrong artifact. */
final class TrainingRows {

    private TrainingRows() {}

    /** @throws InvalidSplitException naming the artifact and the line */
    static List<TrainingExample> read(ArtifactStore store, ArtifactRef split, TrainingMethod method) {
        List<TrainingExample> examples = new ArrayList<>();
        int line = 0;
        for (String row : new String(store.read(split), StandardCharsets.UTF_8).split("\n")) {
            line++;
            if (!row.isBlank()) {
                examples.add(example(split, line, row, method));
            }
        }
        return examples;
    }

    private static TrainingExample example(ArtifactRef split, int line, String row, TrainingMethod method) {
        if (method instanceof TrainingMethod.Supervised) {
            return chat(split, line, row);
        }
        try {
            return FineTuningRow.read(row, method);
        } catch (InvalidRowException e) {
            throw new InvalidSplitException("split " + split.digest() + ", line " + line + ": " + e.getMessage(), e);
        }
    }

    private static TrainingChat chat(ArtifactRef split, int line, String row) {
        try {
            List<ChatMessage> messages = new ArrayList<>();
            for (JsonNode message : EventJson.mapper().readTree(row).path("messages")) {
                messages.add(new ChatMessage(
                        message.path("role").asText(), message.path("content").asText()));
            }
            return new TrainingChat(messages);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidSplitException("split " + split.digest() + ", line " + line + ": not a chat row", e);
        }
    }
}
