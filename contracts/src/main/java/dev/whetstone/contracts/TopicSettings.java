package dev.whetstone.contracts;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One entry of {@code whetstone/topics.json}, the list that code, tests and deployment read.
 *
 * @param cleanup {@code delete} or {@code compact}
 * @param retention empty when compacted
 * @param writer the one service that writes it
 * @param events simple names of the facts it carries
 */
public record TopicSettings(
        Topic topic,
        String key,
        String cleanup,
        Optional<Duration> retention,
        int partitions,
        String writer,
        List<String> events) {

    /** Of every dead-letter topic: long enough for a person to look at one. */
    public static final Duration DEAD_LETTERS_KEPT = Duration.ofDays(90);
    /** Twice what other topics take: headers are added. */
    public static final int DEAD_LETTER_BYTES = 2 * 1024 * 1024;
    /** Dead letters are replayed in the order in which they died. */
    public static final int DEAD_LETTER_PARTITIONS = 1;

    public static List<TopicSettings> all() {
        try (InputStream in = TopicSettings.class.getResourceAsStream("/whetstone/topics.json")) {
            List<TopicSettings> all = new ArrayList<>();
            for (JsonNode node : EventJson.mapper().readTree(in).path("topics")) {
                all.add(read(node));
            }
            return List.copyOf(all);
        } catch (IOException e) {
            throw new UncheckedIOException("whetstone/topics.json cannot be read", e);
        }
    }

    private static TopicSettings read(JsonNode node) {
        String name = node.path("name").asText();
        List<String> events = new ArrayList<>();
        node.path("events").forEach(event -> events.add(event.asText()));
        return new TopicSettings(
                Topic.named(name).orElseThrow(() -> new IllegalArgumentException("no topic is named " + name)),
                node.path("key").asText(),
                node.path("cleanup").asText(),
                Optional.ofNullable(node.get("retention"))
                        .map(days -> Duration.ofDays(Period.parse(days.asText()).getDays())),
                node.path("partitions").asInt(),
                node.path("writer").asText(),
                List.copyOf(events));
    }
}
