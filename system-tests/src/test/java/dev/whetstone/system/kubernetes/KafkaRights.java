package dev.whetstone.system.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.contracts.Topic;
import io.fabric8.kubernetes.client.utils.Serialization;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which topics a program may write and read, as the event contract says it.
 *
 * @param writes in the topics' order
 * @param reads in the topics' order
 */
record KafkaRights(SequencedSet<Topic> writes, SequencedSet<Topic> reads) {

    private KafkaRights() {
        this(new TreeSet<>(), new TreeSet<>());
    }

    /** By program, in the order of their names. */
    static SequencedMap<String, KafkaRights> all() {
        SequencedMap<String, KafkaRights> all = new TreeMap<>();
        JsonNode contract = contract();
        for (Map.Entry<String, JsonNode> operation : contract.path("operations").properties()) {
            KafkaRights rights =
                    all.computeIfAbsent(operation.getValue().path("x-service").asText(), _ -> new KafkaRights());
            Topic topic = topic(contract, operation.getValue());
            switch (operation.getValue().path("action").asText()) {
                case "send" -> rights.writes.add(topic);
                case "receive" -> rights.reads.add(topic);
                default -> throw new IllegalStateException(operation.getKey() + " neither sends nor receives");
            }
        }
        return all;
    }

    /** One that replays dead letters may read them all and send each to its topic. */
    static List<Topic> everyTopic() {
        return Arrays.asList(Topic.values());
    }

    private static Topic topic(JsonNode contract, JsonNode operation) {
        String channel = operation.path("channel").path("$ref").asText().replace("#/channels/", "");
        String address = contract.path("channels").path(channel).path("address").asText();
        return Topic.named(address).orElseThrow(() -> new IllegalStateException("no topic is named " + address));
    }

    private static JsonNode contract() {
        try (InputStream in = Topic.class.getResourceAsStream("/whetstone/asyncapi.yaml")) {
            return Serialization.unmarshal(in, JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
