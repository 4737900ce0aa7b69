package dev.whetstone.engine.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.engine.train.JudgedAnswer;
import dev.whetstone.engine.train.PreferencePair;
import dev.whetstone.engine.train.TrainingChat;
import dev.whetstone.engine.train.TrainingExample;
import dev.whetstone.engine.train.TrainingMethod;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of a file to learn from. Fields of the row itself that are not read here, such as an id or labels, are left alone; in messages
 * every field has to be known.
 *
 * <pre>
 * supervised  {"messages": [{"role", "content", "weight"?, "tool_calls"?, "tool_call_id"?, "name"?}, …], "tools"?: […]}
 * dpo, orpo   {"input": {"messages": […], "tools"?: […]}, "preferred_output": [one message], "non_preferred_output": [one message]}
 * kto         {"prompt": [messages], "completion": [one message], "label": true or false, "tools"?: […]}
 * </pre>
 */
public final class FineTuningRow {

    private FineTuningRow() {}

    /**
     * @param line a JSON object
     * @param method that is to learn from it
     * @throws InvalidRowException naming the field, what is wrong and what to do
     */
    public static TrainingExample read(String line, TrainingMethod method) {
        JsonNode node;
        try {
            node = RowJson.parse(line);
        } catch (JsonProcessingException e) {
            throw new InvalidRowException("", e.getOriginalMessage());
        }
        Fields row = Fields.of("", node);
        return switch (method) {
            case TrainingMethod.Supervised _ -> chat(row);
            case TrainingMethod.Dpo _, TrainingMethod.Orpo _ -> pair(row);
            case TrainingMethod.Kto _ -> judged(row);
        };
    }

    private static TrainingChat chat(Fields row) {
        requireForm(row, "messages", "supervised");
        List<Fields> fields = row.objects("messages");
        List<ChatMessage> messages = Messages.all(fields);
        return new TrainingChat(messages, Messages.tools(row), trained(fields, messages));
    }

    /**
     * Without any weight the last message alone. Once a message of the row has one, OpenAI's rule: every message of the assistant that has
     * not the weight 0.
     */
    private static List<Integer> trained(List<Fields> fields, List<ChatMessage> messages) {
        List<Integer> trained = new ArrayList<>();
        boolean weighted = false;
        for (int i = 0; i < fields.size(); i++) {
            boolean assistant = messages.get(i).role().equals(ChatMessage.ASSISTANT);
            if (fields.get(i).has("weight")) {
                weighted = true;
                requireWeight(fields.get(i), assistant);
            }
            if (assistant && fields.get(i).at("weight").asInt(1) == 1) {
                trained.add(i);
            }
        }
        if (!weighted) {
            if (!messages.getLast().role().equals(ChatMessage.ASSISTANT)) {
                throw fields.getLast()
                        .invalid("role", "the last message must be the assistant's: it is what the model should say");
            }
            return List.of(messages.size() - 1);
        }
        if (trained.isEmpty()) {
            throw new InvalidRowException(
                    "messages",
                    "every weight is 0, so there is nothing to learn: give one the weight 1, or leave the row out");
        }
        return trained;
    }

    private static void requireWeight(Fields message, boolean assistant) {
        JsonNode weight = message.at("weight");
        if (!assistant) {
            throw message.invalid("weight", "only the assistant's messages have one: leave it out");
        }
        if (!weight.isIntegralNumber() || weight.asLong() != 0 && weight.asLong() != 1) {
            throw message.invalid("weight", "expected 0 or 1, but got " + weight);
        }
    }

    private static PreferencePair pair(Fields row) {
        requireForm(row, "input", "dpo or orpo");
        Fields input = row.object("input");
        ChatMessage preferred = answer(row, "preferred_output");
        ChatMessage other = answer(row, "non_preferred_output");
        try {
            return new PreferencePair(Messages.all(input.objects("messages")), Messages.tools(input), preferred, other);
        } catch (IllegalArgumentException e) {
            throw row.invalid("non_preferred_output", e.getMessage());
        }
    }

    private static JudgedAnswer judged(Fields row) {
        requireForm(row, "prompt", "kto");
        if (!row.at("label").isBoolean()) {
            throw row.invalid("label", "expected true or false, but got " + Fields.kind(row.at("label")));
        }
        return new JudgedAnswer(
                Messages.all(row.objects("prompt")),
                Messages.tools(row),
                answer(row, "completion"),
                row.at("label").booleanValue());
    }

    private static ChatMessage answer(Fields row, String name) {
        List<Fields> messages = row.objects(name);
        if (messages.size() > 1) {
            throw row.invalid(name, messages.size() + " messages: expected one, the assistant's answer");
        }
        ChatMessage answer = Messages.one(messages.getFirst());
        if (!answer.role().equals(ChatMessage.ASSISTANT)) {
            throw messages.getFirst().invalid("role", "expected assistant, but got " + answer.role());
        }
        if (messages.getFirst().has("weight")) {
            throw messages.getFirst().invalid("weight", "this method weighs answers by itself: leave it out");
        }
        return answer;
    }

    /** Rows of another method's form are the commonest mistake. */
    private static void requireForm(Fields row, String field, String method) {
        if (row.has(field)) {
            return;
        }
        String other = row.has("messages")
                ? "a chat, which the method supervised learns from"
                : row.has("input")
                        ? "a pair of answers, which dpo and orpo learn from"
                        : row.has("prompt") ? "a judged answer, which kto learns from" : "";
        throw row.invalid(
                field,
                other.isEmpty()
                        ? "is missing; the method " + method + " needs it"
                        : "is missing; this row is " + other + ", but the method is " + method);
    }
}
