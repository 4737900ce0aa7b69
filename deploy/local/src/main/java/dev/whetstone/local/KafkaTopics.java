package dev.whetstone.local;

import dev.whetstone.contracts.TopicSettings;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Whetstone's topics, each with its dead-letter topic, as {@code whetstone/topics.json} lists them. */
final class KafkaTopics {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private KafkaTopics() {}

    static void createMissing(String bootstrapServers) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrapServers, "default.api.timeout.ms", Math.toIntExact(PATIENCE.toMillis()));
        try (Admin admin = Admin.create(settings)) {
            Set<String> there = admin.listTopics().names().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            List<NewTopic> missing = TopicSettings.all().stream()
                    .flatMap(KafkaTopics::withDeadLetters)
                    .filter(topic -> !there.contains(topic.name()))
                    .toList();
            admin.createTopics(missing).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new LocalStackException("topics cannot be created at " + bootstrapServers + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new LocalStackException("the broker at " + bootstrapServers + " did not answer in " + PATIENCE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted while creating topics", e);
        }
    }

    private static Stream<NewTopic> withDeadLetters(TopicSettings settings) {
        Map<String, String> configs = new HashMap<>();
        configs.put("cleanup.policy", settings.cleanup());
        settings.retention().ifPresent(kept -> configs.put("retention.ms", String.valueOf(kept.toMillis())));
        NewTopic topic = new NewTopic(settings.topic().topicName(), settings.partitions(), (short) 1).configs(configs);
        NewTopic deadLetters = new NewTopic(
                        settings.topic().deadLetterName(), TopicSettings.DEAD_LETTER_PARTITIONS, (short) 1)
                .configs(Map.of(
                        "cleanup.policy", "delete",
                        "retention.ms", String.valueOf(TopicSettings.DEAD_LETTERS_KEPT.toMillis()),
                        "max.message.bytes", String.valueOf(TopicSettings.DEAD_LETTER_BYTES)));
        return Stream.of(topic, deadLetters);
    }
}
