package dev.whetstone.system.audit;

import dev.whetstone.contracts.EventType;
import dev.whetstone.contracts.Topic;
import dev.whetstone.contracts.evaluation.RegressionSamplesProposed;

import java.util.List;
import java.util.Set;

/**
 * A service that takes in the facts of a topic, each once.
 *
 * @param consumer the channel, as the inbox names it
 * @param types those it takes in; empty when all
 */
public record Subscription(String schema, String consumer, Topic topic, Set<String> types) {

    /** Every consumer with an inbox. The gateway has none: a serving state applied twice changes nothing. */
    public static final List<Subscription> ALL = List.of(
            new Subscription(
                    "dataset",
                    "evaluation-events",
                    Topic.EVALUATION,
                    Set.of(EventType.of(RegressionSamplesProposed.class).name())),
            new Subscription("evaluation", "dataset-events", Topic.DATASET, Set.of()),
            new Subscription("evaluation", "training-events", Topic.TRAINING, Set.of()),
            new Subscription("evaluation", "serving-events", Topic.SERVING, Set.of()),
            new Subscription("evaluation", "traffic-samples", Topic.TRAFFIC, Set.of()),
            new Subscription("training", "dataset-events", Topic.DATASET, Set.of()),
            new Subscription("training", "evaluation-events", Topic.EVALUATION, Set.of()),
            new Subscription("training", "training-progress", Topic.TRAINING_PROGRESS, Set.of()));

    public Subscription {
        types = Set.copyOf(types);
    }

    boolean wants(TopicRecord record) {
        return record.topic().equals(topic.topicName()) && (types.isEmpty() || types.contains(record.type()));
    }

    boolean owns(InboxRow row) {
        return row.schema().equals(schema) && row.consumer().equals(consumer);
    }

    @Override
    public String toString() {
        return schema + ", " + consumer;
    }
}
