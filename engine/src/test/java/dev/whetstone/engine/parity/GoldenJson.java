package dev.whetstone.engine.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.engine.ChatMessage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Files of golden values that the scripts of bench/parity write. */
public final class GoldenJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private GoldenJson() {}

    /** Beside the class. */
    public static JsonNode read(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            return MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<List<ChatMessage>> chats(JsonNode list) {
        List<List<ChatMessage>> chats = new ArrayList<>();
        for (JsonNode chat : list) {
            List<ChatMessage> messages = new ArrayList<>();
            chat.forEach(message -> messages.add(new ChatMessage(
                    message.path("role").textValue(), message.path("content").textValue())));
            chats.add(messages);
        }
        return chats;
    }

    public static int[] ids(JsonNode list) {
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = list.get(i).intValue();
        }
        return ids;
    }

    public static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).floatValue();
        }
        return values;
    }
}
