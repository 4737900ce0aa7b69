package dev.whetstone.training.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.train.TrainingChat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Rows of a published split as chats. They were checked when they were published, so anything odd here is a wrong artifact. */
final class TrainingRows {

    private TrainingRows() {}

    /** @throws InvalidSplitException naming the artifact and the line */
    static List<TrainingChat> read(ArtifactStore store, ArtifactRef split) {
        List<TrainingChat> chats = new ArrayList<>();
        int line = 0;
        for (String row : new String(store.read(split), StandardCharsets.UTF_8).split("\n")) {
            line++;
            if (!row.isBlank()) {
                chats.add(chat(split, line, row));
            }
        }
        return chats;
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
