package dev.whetstone.cli.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.engine.ChatMessage;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JSON Lines of {@code {"messages": [{"role", "content"}, …]}}; other fields of a data row are left alone. */
public final class ChatsFile {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path file;
    private int line;

    private ChatsFile(Path file) {
        this.file = file;
    }

    /** All chats of the file, at least one. The first line that is none ends the command with its number. */
    public static List<List<ChatMessage>> read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw CommandFailure.usage(
                    file + " does not exist", "Name a JSON Lines file, one {\"messages\": [...]} a line.");
        }
        List<List<ChatMessage>> chats = new ChatsFile(file).read();
        if (chats.isEmpty()) {
            throw CommandFailure.refused(file + " holds no chat", "Write one {\"messages\": [...]} a line.");
        }
        return chats;
    }

    private List<List<ChatMessage>> read() {
        List<List<ChatMessage>> chats = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                line++;
                if (!text.isBlank()) {
                    chats.add(chat(text));
                }
            }
        } catch (CharacterCodingException e) {
            throw refused("is not valid UTF-8 after line " + line);
        } catch (IOException e) {
            throw CommandFailure.failed(
                    file + " cannot be read: " + e.getMessage(), "Check the file and its permissions.", e);
        }
        return chats;
    }

    private List<ChatMessage> chat(String text) {
        List<ChatMessage> chat = new ArrayList<>();
        JsonNode messages = parse(text).path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw refused("line " + line + ": \"messages\" is missing or empty");
        }
        for (JsonNode message : messages) {
            if (!message.path("role").isTextual() || !message.path("content").isTextual()) {
                throw refused("line " + line + ", message " + chat.size() + ": role and content must be strings");
            }
            if (message.path("role").textValue().isBlank()) {
                throw refused("line " + line + ", message " + chat.size() + ": the role is blank");
            }
            chat.add(new ChatMessage(
                    message.path("role").textValue(), message.path("content").textValue()));
        }
        return chat;
    }

    private JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw refused("line " + line + ": " + e.getOriginalMessage());
        }
    }

    private CommandFailure refused(String what) {
        return CommandFailure.refused(
                file + ": " + what, "Write one {\"messages\": [{\"role\", \"content\"}, …]} a line, in UTF-8.");
    }
}
