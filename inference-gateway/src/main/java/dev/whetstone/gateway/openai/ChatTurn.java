package dev.whetstone.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.gateway.edge.RequestRefused;
import dev.whetstone.gateway.generation.GenerateText;

/**
 * One message of a request.
 *
 * @param role {@code developer} is OpenAI's newer word for system
 * @param content a string, or parts of type text
 */
record ChatTurn(String role, JsonNode content) {

    ChatMessage toMessage(int index) {
        String place = "messages[" + index + "]";
        if (role == null) {
            throw RequestRefused.invalid(place + ".role", "system, user or assistant", "nothing");
        }
        return GenerateText.turn(index, role.equals("developer") ? "system" : role, text(place + ".content"));
    }

    private String text(String place) {
        if (content != null && content.isTextual()) {
            return content.textValue();
        }
        if (content == null || !content.isArray()) {
            throw RequestRefused.invalid(place, "text, or a list of parts of type text", "something else");
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.path("type").asText().equals("text") || !part.path("text").isTextual()) {
                throw RequestRefused.invalid(place, "parts of type text only", "another part");
            }
            text.append(part.path("text").textValue());
        }
        return text.toString();
    }
}
