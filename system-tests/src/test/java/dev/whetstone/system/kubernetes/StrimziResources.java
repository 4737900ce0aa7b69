package dev.whetstone.system.kubernetes;

import static io.strimzi.api.kafka.model.user.acl.AclOperation.DESCRIBE;
import static io.strimzi.api.kafka.model.user.acl.AclOperation.READ;
import static io.strimzi.api.kafka.model.user.acl.AclOperation.WRITE;

import dev.whetstone.contracts.Topic;
import dev.whetstone.contracts.TopicSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.topic.KafkaTopicBuilder;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserBuilder;
import io.strimzi.api.kafka.model.user.acl.AclOperation;
import io.strimzi.api.kafka.model.user.acl.AclResourcePatternType;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleBuilder;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResourceBuilder;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResourceBuilder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The topics and users of the Strimzi component, made from the one list of topics and the event contract: never written by hand. */
final class StrimziResources {

    static final String TOPICS = "topics.yaml";
    static final String USERS = "users.yaml";

    private static final String HEADER = """
            # Made from the list of topics and the event contract by StrimziResources in system-tests, and compared with them by its test.
            """;
    private static final String OPERATOR = "whetstone-operator";
    private static final String SCALER = "keda";
    private static final int REPLICAS = 3;
    private static final Map<Topic, TopicSettings> SETTINGS =
            TopicSettings.all().stream().collect(Collectors.toMap(TopicSettings::topic, Function.identity()));

    private StrimziResources() {}

    /** Writes both files into the folder that the first argument names. */
    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[0], TOPICS), topicsYaml());
        Files.writeString(Path.of(args[0], USERS), usersYaml());
    }

    static String topicsYaml() {
        return yaml(topics());
    }

    static String usersYaml() {
        return yaml(users());
    }

    static List<KafkaTopic> topics() {
        return TopicSettings.all().stream()
                .flatMap(settings -> Stream.of(
                        topic(settings.topic().topicName(), settings.partitions(), config(settings)),
                        topic(
                                settings.topic().deadLetterName(),
                                TopicSettings.DEAD_LETTER_PARTITIONS,
                                deadLetterConfig())))
                .toList();
    }

    static List<KafkaUser> users() {
        List<KafkaUser> users = new ArrayList<>();
        KafkaRights.all().forEach((program, rights) -> users.add(user(program, rules(program, rights))));
        users.add(user(OPERATOR, operatorRules()));
        users.add(user(SCALER, scalerRules()));
        return users;
    }

    private static List<AclRule> rules(String program, KafkaRights rights) {
        List<AclRule> rules = new ArrayList<>();
        rights.writes().forEach(topic -> rules.add(onTopic(topic.topicName(), WRITE, DESCRIBE)));
        rights.reads().forEach(topic -> {
            rules.add(onTopic(topic.topicName(), READ, DESCRIBE));
            // From a compacted topic nothing is dead-lettered.
            if (!compacted(topic)) {
                rules.add(onTopic(topic.deadLetterName(), WRITE, DESCRIBE));
            }
        });
        if (!rights.reads().isEmpty()) {
            rules.add(onGroups(program, READ));
        }
        return rules;
    }

    /** {@code whetstone dead-letters}. */
    private static List<AclRule> operatorRules() {
        List<AclRule> rules = new ArrayList<>();
        for (Topic topic : KafkaRights.everyTopic()) {
            rules.add(onTopic(topic.topicName(), WRITE, DESCRIBE));
            rules.add(onTopic(topic.deadLetterName(), READ, DESCRIBE));
        }
        rules.add(onGroups("whetstone.dead-letter-replay", READ));
        return rules;
    }

    /** Reads lag and nothing else. */
    private static List<AclRule> scalerRules() {
        List<AclRule> rules = new ArrayList<>();
        KafkaRights.all().forEach((program, rights) -> {
            if (!rights.reads().stream().allMatch(StrimziResources::compacted)) {
                rules.add(onGroups(program, DESCRIBE));
            }
        });
        KafkaRights.all().values().stream()
                .flatMap(rights -> rights.reads().stream())
                .filter(topic -> !compacted(topic))
                .distinct()
                .sorted()
                .forEach(topic -> rules.add(onTopic(topic.topicName(), DESCRIBE)));
        return rules;
    }

    private static boolean compacted(Topic topic) {
        return SETTINGS.get(topic).cleanup().equals("compact");
    }

    private static Map<String, Object> config(TopicSettings settings) {
        Map<String, Object> config =
                new TreeMap<>(Map.of("cleanup.policy", settings.cleanup(), "min.insync.replicas", 2));
        settings.retention().ifPresent(kept -> config.put("retention.ms", kept.toMillis()));
        return config;
    }

    private static Map<String, Object> deadLetterConfig() {
        return new TreeMap<>(Map.of(
                "cleanup.policy",
                "delete",
                "max.message.bytes",
                TopicSettings.DEAD_LETTER_BYTES,
                "min.insync.replicas",
                2,
                "retention.ms",
                TopicSettings.DEAD_LETTERS_KEPT.toMillis()));
    }

    private static KafkaTopic topic(String name, int partitions, Map<String, Object> config) {
        return new KafkaTopicBuilder()
                .withMetadata(metadata(name, "topic"))
                .withNewSpec()
                .withPartitions(partitions)
                .withReplicas(REPLICAS)
                .withConfig(config)
                .endSpec()
                .build();
    }

    private static KafkaUser user(String name, List<AclRule> rules) {
        return new KafkaUserBuilder()
                .withMetadata(metadata(name, "user"))
                .withNewSpec()
                .withNewKafkaUserScramSha512ClientAuthentication()
                .endKafkaUserScramSha512ClientAuthentication()
                .withNewKafkaUserAuthorizationSimple()
                .withAcls(rules)
                .endKafkaUserAuthorizationSimple()
                .endSpec()
                .build();
    }

    private static ObjectMeta metadata(String name, String component) {
        Map<String, String> labels = new HashMap<>();
        labels.put("strimzi.io/cluster", "whetstone");
        labels.put("app.kubernetes.io/name", name);
        labels.put("app.kubernetes.io/component", component);
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace("kafka")
                .withLabels(new TreeMap<>(labels))
                .build();
    }

    private static AclRule onTopic(String name, AclOperation... operations) {
        return new AclRuleBuilder()
                .withResource(new AclRuleTopicResourceBuilder()
                        .withName(name)
                        .withPatternType(AclResourcePatternType.LITERAL)
                        .build())
                .withOperations(operations)
                .build();
    }

    /** A program's groups are its name and what follows it. */
    private static AclRule onGroups(String prefix, AclOperation... operations) {
        return new AclRuleBuilder()
                .withResource(new AclRuleGroupResourceBuilder()
                        .withName(prefix)
                        .withPatternType(AclResourcePatternType.PREFIX)
                        .build())
                .withOperations(operations)
                .build();
    }

    private static String yaml(List<? extends HasMetadata> resources) {
        return HEADER + resources.stream().map(Serialization::asYaml).collect(Collectors.joining());
    }
}
