package dev.whetstone.contracts;

import dev.whetstone.contracts.dataset.DatasetEvent;
import dev.whetstone.contracts.evaluation.EvaluationEvent;
import dev.whetstone.contracts.serving.ServingEvent;
import dev.whetstone.contracts.serving.ServingState;
import dev.whetstone.contracts.traffic.TrafficEvent;
import dev.whetstone.contracts.training.TrainingEvent;
import dev.whetstone.contracts.training.TrainingProgressEvent;

import java.util.Arrays;
import java.util.Optional;

/** The topics, each with the sealed interface of what it carries. Their settings stand in {@code whetstone/topics.json}. */
public enum Topic {
    DATASET(Names.DATASET, "dataset", DatasetEvent.class),
    EVALUATION(Names.EVALUATION, "evaluation", EvaluationEvent.class),
    TRAINING(Names.TRAINING, "training", TrainingEvent.class),
    TRAINING_PROGRESS(Names.TRAINING_PROGRESS, "training", TrainingProgressEvent.class),
    SERVING_STATE(Names.SERVING_STATE, "serving", ServingState.class),
    SERVING(Names.SERVING, "serving", ServingEvent.class),
    TRAFFIC(Names.TRAFFIC, "traffic", TrafficEvent.class);

    private final String topicName;
    private final String domain;
    private final Class<? extends Event> carries;

    Topic(String topicName, String domain, Class<? extends Event> carries) {
        this.topicName = topicName;
        this.domain = domain;
        this.carries = carries;
    }

    /** The topic that carries this kind of fact. */
    public static Topic of(Class<? extends Event> type) {
        return Arrays.stream(values())
                .filter(topic -> topic.carries.isAssignableFrom(type))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type.getName() + " belongs to no topic"));
    }

    public static Optional<Topic> named(String name) {
        return Arrays.stream(values())
                .filter(topic -> topic.topicName.equals(name))
                .findFirst();
    }

    public String topicName() {
        return topicName;
    }

    /** Where records go that no consumer of this topic could take. */
    public String deadLetterName() {
        return topicName + ".dlq";
    }

    public String domain() {
        return domain;
    }

    public Class<? extends Event> carries() {
        return carries;
    }

    /** Constants, for annotations. */
    public static final class Names {
        public static final String DATASET = "whetstone.dataset.events.v1";
        public static final String EVALUATION = "whetstone.evaluation.events.v1";
        public static final String TRAINING = "whetstone.training.events.v1";
        public static final String TRAINING_PROGRESS = "whetstone.training.progress.v1";
        public static final String SERVING_STATE = "whetstone.serving.state.v1";
        public static final String SERVING = "whetstone.serving.events.v1";
        public static final String TRAFFIC = "whetstone.traffic.samples.v1";

        private Names() {}
    }
}
