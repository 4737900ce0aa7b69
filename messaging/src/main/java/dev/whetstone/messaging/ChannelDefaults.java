package dev.whetstone.messaging;

import dev.whetstone.contracts.Topic;
import org.eclipse.microprofile.config.spi.ConfigSource;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Topic, group and commits of the channels that have a name: a service writes {@code @Incoming("dataset-events")} and nothing more. The
 * properties can be looked up but are not listed: a listed property would open its channel in a service that does not read it.
 */
public final class ChannelDefaults implements ConfigSource {

    private static final int BELOW_EVERY_FILE = 90;
    private static final Map<String, Topic> CHANNELS = Map.of(
            "dataset-events", Topic.DATASET,
            "evaluation-events", Topic.EVALUATION,
            "training-events", Topic.TRAINING,
            "training-progress", Topic.TRAINING_PROGRESS,
            "serving-state", Topic.SERVING_STATE,
            "serving-events", Topic.SERVING,
            "traffic-samples", Topic.TRAFFIC);

    private final Map<String, String> values = new HashMap<>();

    public ChannelDefaults() {
        CHANNELS.forEach((channel, topic) -> {
            String prefix = "mp.messaging.incoming." + channel + ".";
            values.put(prefix + "topic", topic.topicName());
            String group = "${quarkus.application.name}." + channel;
            if (RecordReader.compacted(topic.topicName())) {
                // The whole state, at every start of every replica: a group of its own that commits nothing.
                values.put(prefix + "group.id", group + "." + UUID.randomUUID());
                values.put(prefix + "commit-strategy", StateReplay.STRATEGY);
            } else {
                values.put(prefix + "group.id", group);
            }
        });
    }

    @Override
    public int getOrdinal() {
        return BELOW_EVERY_FILE;
    }

    @Override
    public Set<String> getPropertyNames() {
        return Set.of();
    }

    @Override
    public String getValue(String property) {
        return values.get(property);
    }

    @Override
    public String getName() {
        return "whetstone channels";
    }
}
