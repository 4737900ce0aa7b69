package dev.whetstone.system.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.contracts.Topic;
import dev.whetstone.system.audit.Subscription;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

class StrimziResourcesTest {

    private static final Path COMPONENT = Manifests.directory().resolve("components/strimzi");
    private static final String REMEDY = "run StrimziResources of system-tests' test classes with %s as its argument";

    @Test
    void theTopicsAreThoseOfTheList() throws IOException {
        assertThat(Files.readString(COMPONENT.resolve(StrimziResources.TOPICS)))
                .as(REMEDY, COMPONENT)
                .isEqualTo(StrimziResources.topicsYaml());
    }

    @Test
    void theUsersMayDoWhatTheContractSays() throws IOException {
        assertThat(Files.readString(COMPONENT.resolve(StrimziResources.USERS)))
                .as(REMEDY, COMPONENT)
                .isEqualTo(StrimziResources.usersYaml());
    }

    @Test
    void strimziKnowsEveryField() throws IOException {
        for (KafkaTopic topic : parse(StrimziResources.TOPICS, KafkaTopic.class)) {
            assertThat(topic.getApiVersion()).isEqualTo("kafka.strimzi.io/v1");
            assertThat(topic.getAdditionalProperties()).isEmpty();
            assertThat(topic.getSpec().getAdditionalProperties()).isEmpty();
            assertThat(topic.getSpec().getReplicas()).isEqualTo(3);
        }
        for (KafkaUser user : parse(StrimziResources.USERS, KafkaUser.class)) {
            assertThat(user.getApiVersion()).isEqualTo("kafka.strimzi.io/v1");
            assertThat(user.getAdditionalProperties()).isEmpty();
            assertThat(user.getSpec().getAdditionalProperties()).isEmpty();
            assertThat(user.getSpec().getAuthentication().getType()).isEqualTo("scram-sha-512");
            assertThat(user.getSpec().getAuthorization().getType()).isEqualTo("simple");
        }
    }

    @Test
    void everyTopicHasItsDeadLetters() {
        List<String> names = StrimziResources.topics().stream()
                .map(topic -> topic.getMetadata().getName())
                .toList();

        assertThat(names).hasSize(2 * Topic.values().length);
        assertThat(names)
                .contains(Arrays.stream(Topic.values()).map(Topic::topicName).toArray(String[]::new))
                .contains(
                        Arrays.stream(Topic.values()).map(Topic::deadLetterName).toArray(String[]::new));
    }

    /** The contract is a document; what consumers really take in is what the audit of the running system knows. */
    @Test
    void theContractNamesEveryConsumer() {
        Map<String, String> services =
                Map.of("dataset", "dataset-service", "evaluation", "eval-service", "training", "training-service");

        assertThat(KafkaRights.all().entrySet().stream()
                        .flatMap(rights ->
                                rights.getValue().reads().stream().map(topic -> rights.getKey() + " " + topic)))
                .containsExactlyInAnyOrderElementsOf(java.util.stream.Stream.concat(
                                Subscription.ALL.stream()
                                        .map(taken -> services.get(taken.schema()) + " " + taken.topic()),
                                java.util.stream.Stream.of("inference-gateway " + Topic.SERVING_STATE))
                        .collect(Collectors.toSet()));
    }

    @Test
    void aWorkerCanOnlySayHowItGoes() {
        KafkaUser worker = StrimziResources.users().stream()
                .filter(user -> user.getMetadata().getName().equals("training-worker"))
                .findFirst()
                .orElseThrow();

        assertThat(Serialization.asYaml(worker.getSpec().getAuthorization()))
                .contains("whetstone.training.progress.v1")
                .doesNotContain("Read", "group", "dlq", "evaluation", "serving");
    }

    private static <T> List<T> parse(String file, Class<T> type) throws IOException {
        return Arrays.stream(Files.readString(COMPONENT.resolve(file)).split("(?m)^---$"))
                .filter(document -> document.contains("kind:"))
                .map(document -> Serialization.unmarshal(document, type))
                .toList();
    }
}
