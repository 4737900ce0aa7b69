package dev.whetstone.system.audit;

import static dev.whetstone.system.audit.Finding.Kind.DOUBLED;
import static dev.whetstone.system.audit.Finding.Kind.LOST;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Event;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.contracts.EventType;
import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.evaluation.AdapterJudged;
import dev.whetstone.contracts.evaluation.EvaluationCompleted;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.training.TrainingQueued;
import dev.whetstone.contracts.training.TrainingSucceeded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What became of one dataset version on the way to its verdict, as the topics tell it. Every step happens once. */
public final class LoopFacts {

    /** A step of the loop. */
    public enum Step {
        VERSION_PUBLISHED,
        GATE_EVALUATION_COMPLETED,
        TUNING_DECIDED,
        JOB_QUEUED,
        JOB_SUCCEEDED,
        CANDIDATE_EVALUATION_COMPLETED,
        ADAPTER_JUDGED
    }

    private final Map<Step, Set<String>> ids = new EnumMap<>(Step.class);

    private LoopFacts() {
        for (Step step : Step.values()) {
            ids.put(step, new HashSet<>());
        }
    }

    public static LoopFacts of(Collection<TopicRecord> records, Digest dataset) {
        LoopFacts facts = new LoopFacts();
        for (TopicRecord record : records) {
            step(event(record), dataset).ifPresent(step -> facts.ids.get(step).add(record.id()));
        }
        return facts;
    }

    public int count(Step step) {
        return ids.get(step).size();
    }

    public List<Finding> findings() {
        return List.of(Step.values()).stream()
                .filter(step -> count(step) != 1)
                .map(step -> new Finding(
                        count(step) == 0 ? LOST : DOUBLED,
                        step + ": expected one event for the dataset version, but there are " + count(step)))
                .toList();
    }

    private static Optional<Step> step(Event event, Digest dataset) {
        return switch (event) {
            case DatasetVersionPublished published -> once(Step.VERSION_PUBLISHED, published.version(), dataset);
            case EvaluationCompleted completed -> {
                Step step = completed.adapter().isPresent()
                        ? Step.CANDIDATE_EVALUATION_COMPLETED
                        : Step.GATE_EVALUATION_COMPLETED;
                yield once(step, completed.dataset(), dataset);
            }
            case TuningDecided decided -> once(Step.TUNING_DECIDED, decided.dataset(), dataset);
            case TrainingQueued queued -> once(Step.JOB_QUEUED, queued.dataset(), dataset);
            case TrainingSucceeded succeeded -> once(Step.JOB_SUCCEEDED, succeeded.dataset(), dataset);
            case AdapterJudged judged -> once(Step.ADAPTER_JUDGED, judged.dataset(), dataset);
            default -> Optional.empty();
        };
    }

    private static Optional<Step> once(Step step, Digest found, Digest dataset) {
        return found.equals(dataset) ? Optional.of(step) : Optional.empty();
    }

    private static Event event(TopicRecord record) {
        try {
            EventType type = EventType.named(record.type())
                    .orElseThrow(() -> new IllegalStateException("no event has the type of " + record));
            return EventJson.read(type, record.json().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(record + " cannot be read: " + e.getMessage(), e);
        }
    }
}
