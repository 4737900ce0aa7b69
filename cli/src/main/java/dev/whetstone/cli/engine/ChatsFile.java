package dev.whetstone.cli.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.whetstone.engine.ChatMessage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JSON Lines of {@code {"messages": [{"role", "content"}, …]}}; other fields of a data row are left alone. */
public final class ChatsFile {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ChatsFile() {}

    /** All chats of the file, at least one. The first line that is none ends the command with its number. */
    public static List<List<ChatMessage>> read(Path file) {
        return new LinesFile(file, "{\"messages\": [{\"role\", \"content\"}, …]}").read(ChatsFile::chat);
    }

    private static List<ChatMessage> chat(String text) {
        List<ChatMessage> chat = new ArrayList<>();
        JsonNode messages = parse(text).path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw new IllegalArgumentException("\"messages\" is missing or empty");
        }
        for (JsonNode message : messages) {
            if (!message.path("role").isTextual() || !message.path("content").isTextual()) {
                throw new IllegalArgumentException("message " + chat.size() + ": role and content must be strings");
            }
            if (message.path("role").textValue().isBlank()) {
                throw new IllegalArgumentException("message " + chat.size() + ": the role is blank");
            }
            chat.add(new ChatMessage(
                    message.path("role").textValue(), message.path("content").textValue()));
        }
        return chat;
    }

    private static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }
}
