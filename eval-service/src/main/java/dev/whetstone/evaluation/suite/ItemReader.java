package dev.whetstone.evaluation.suite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.EventJson;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the rows of a split (JSON Lines, as dataset-service wrote them). Messages name the line and never quote the row. */
public final class ItemReader {

    private ItemReader() {}

    /** @throws InvalidItemException when a row is not a chat or two rows have one id */
    public static List<Item> read(InputStream rows) {
        List<Item> items = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        try (BufferedReader lines = reader(rows)) {
            String line;
            for (int number = 1; (line = lines.readLine()) != null; number++) {
                if (line.isBlank()) {
                    continue;
                }
                Item item = item(line, number);
                if (!ids.add(item.id())) {
                    throw new InvalidItemException("line " + number + ": id '" + item.id() + "' was used before");
                }
                items.add(item);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the rows of the split", e);
        }
        return List.copyOf(items);
    }

    /** One row: id, label and group optional; the last assistant message, when it is the last message, is the reference. */
    public static Item item(JsonNode row) {
        List<Message> messages = EvalJson.readMessages(row.path("messages"));
        boolean answered = !messages.isEmpty() && messages.getLast().isAssistant();
        List<Message> input = answered ? messages.subList(0, messages.size() - 1) : messages;
        Optional<String> reference = answered ? Optional.of(messages.getLast().content()) : Optional.empty();
        return new Item(id(row, messages), input, reference, text(row, "label"));
    }

    private static String id(JsonNode row, List<Message> messages) {
        return text(row, "id").orElseGet(() -> {
            Digest content = CanonicalJson.digest(EvalJson.messages(messages));
            return content.brief();
        });
    }

    private static Item item(String line, int number) {
        try {
            return item(EventJson.mapper().readTree(line));
        } catch (JsonProcessingException e) {
            throw new InvalidItemException("line " + number + ": not JSON at column "
                    + (e.getLocation() == null ? "?" : e.getLocation().getColumnNr()));
        } catch (IllegalArgumentException e) {
            throw new InvalidItemException("line " + number + ": " + e.getMessage());
        }
    }

    private static Optional<String> text(JsonNode row, String field) {
        JsonNode value = row.path(field);
        return value.isTextual() && !value.textValue().isBlank() ? Optional.of(value.textValue()) : Optional.empty();
    }

    private static BufferedReader reader(InputStream rows) {
        return new BufferedReader(new InputStreamReader(
                rows,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
    }
}
