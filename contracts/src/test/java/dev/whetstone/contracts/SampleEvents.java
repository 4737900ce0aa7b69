package dev.whetstone.contracts;

import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.contracts.dataset.DatasetVersionRejected;
import dev.whetstone.contracts.dataset.RegressionSamplesAdded;
import dev.whetstone.contracts.dataset.Split;
import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.contracts.evaluation.AdapterJudged;
import dev.whetstone.contracts.evaluation.CriterionScore;
import dev.whetstone.contracts.evaluation.EvaluationCompleted;
import dev.whetstone.contracts.evaluation.RegressionCleared;
import dev.whetstone.contracts.evaluation.RegressionDetected;
import dev.whetstone.contracts.evaluation.RegressionSamplesProposed;
import dev.whetstone.contracts.evaluation.RetrainingAlerted;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.contracts.evaluation.TuningDecision;
import dev.whetstone.contracts.evaluation.Verdict;
import dev.whetstone.contracts.serving.AdapterEvicted;
import dev.whetstone.contracts.serving.AdapterRefused;
import dev.whetstone.contracts.serving.AdapterServed;
import dev.whetstone.contracts.serving.RefusalReason;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.contracts.serving.ServingChanged;
import dev.whetstone.contracts.traffic.FeedbackGiven;
import dev.whetstone.contracts.traffic.OutputSampled;
import dev.whetstone.contracts.training.AttemptFinished;
import dev.whetstone.contracts.training.AttemptOutcome;
import dev.whetstone.contracts.training.CheckpointSaved;
import dev.whetstone.contracts.training.FailureReason;
import dev.whetstone.contracts.training.TrainingFailed;
import dev.whetstone.contracts.training.TrainingProgressed;
import dev.whetstone.contracts.training.TrainingQueued;
import dev.whetstone.contracts.training.TrainingRefused;
import dev.whetstone.contracts.training.TrainingStarted;
import dev.whetstone.contracts.training.TrainingSucceeded;
import dev.whetstone.contracts.training.TrainingTrigger;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/** One example of every event. Its JSON is the golden file of that event, so an example that has been released stays as it is. */
final class SampleEvents {

    private static final TaskName TASK = new TaskName("governance-summary");
    private static final UUID JOB = uuid(1);
    private static final UUID RUN = uuid(2);
    private static final UUID ALERT = uuid(3);
    private static final Digest BASE = digest("base");
    private static final Digest DATASET = digest("dataset");
    private static final Digest EVAL = digest("eval");
    private static final Digest ADAPTER = digest("adapter");

    private SampleEvents() {}

    static List<Event> all() {
        return List.of(
                new DatasetVersionPublished(TASK, DATASET, 3, splits(), artifact("quality report")),
                new DatasetVersionRejected(
                        TASK,
                        digest("upload"),
                        List.of(new DatasetVersionRejected.Finding("leak.near", 2)),
                        artifact("quality report")),
                new RegressionSamplesAdded(TASK, new EventId(uuid(4)), 2, 7, DATASET),
                new EvaluationCompleted(
                        TASK,
                        uuid(5),
                        EVAL,
                        DATASET,
                        BASE,
                        Optional.empty(),
                        List.of(new CriterionScore("few-shot", "strict", "complete", 40, 3, 0.175)),
                        artifact("evaluation")),
                new TuningDecided(
                        TASK,
                        uuid(6),
                        DATASET,
                        EVAL,
                        BASE,
                        TuningDecision.JUSTIFIED,
                        List.of("complete"),
                        "every baseline is below 0.9 on complete",
                        artifact("decision")),
                new AdapterJudged(
                        TASK,
                        JOB,
                        ADAPTER,
                        DATASET,
                        EVAL,
                        Verdict.PROMOTED,
                        List.of("better than every baseline on complete"),
                        artifact("verdict")),
                new RegressionDetected(
                        TASK, ALERT, Optional.of(ADAPTER), "complete", 0.05, 31, 9, Optional.of(digest("previous"))),
                new RegressionCleared(TASK, ALERT, "another adapter was promoted"),
                new RegressionSamplesProposed(TASK, ALERT, artifact("failing inputs"), 9),
                new RetrainingAlerted(
                        TASK, "InputDrift", "c9a0b4a2f4d1e0c3", Instant.parse("2026-05-01T12:00:00.250Z")),
                new TrainingQueued(TASK, JOB, DATASET, uuid(6), TrainingTrigger.DECISION, 1),
                new TrainingStarted(TASK, JOB, RUN, 1, 42),
                new TrainingSucceeded(
                        TASK, JOB, RUN, DATASET, BASE, artifact("adapter"), 0.091, 40, artifact("receipt")),
                new TrainingFailed(
                        TASK, JOB, FailureReason.DIVERGED, "loss was not a number at step 12: lower the rate"),
                new TrainingRefused(TASK, JOB, DATASET, "a tuning decision for the dataset version"),
                new TrainingProgressed(
                        TASK, JOB, RUN, 1, 17, 8, 48, 0.72, OptionalDouble.of(0.81), 640.5, Duration.ofMillis(41_500)),
                new CheckpointSaved(TASK, JOB, RUN, 1, 17, 8, artifact("checkpoint")),
                new AttemptFinished(
                        TASK,
                        JOB,
                        RUN,
                        1,
                        17,
                        AttemptOutcome.SUCCEEDED,
                        Optional.of(artifact("adapter")),
                        OptionalDouble.of(0.091),
                        40,
                        Optional.of(artifact("receipt")),
                        "healthy"),
                new ServingChanged(
                        TASK,
                        4,
                        new ServedModel(BASE, Optional.of(artifact("adapter"))),
                        Optional.empty(),
                        Optional.of(new ServedModel(BASE, Optional.empty())),
                        1.0,
                        "promoted"),
                new AdapterServed(TASK, "gateway-1", ADAPTER, 4, "stable", Duration.ofMillis(850)),
                new AdapterRefused(
                        TASK, "gateway-1", ADAPTER, 4, RefusalReason.NO_EFFECT, "its output equals the base's"),
                new AdapterEvicted(TASK, "gateway-1", ADAPTER, 19_562_496),
                new OutputSampled(TASK, "r-1", BASE, Optional.of(ADAPTER), 4, artifact("exchange"), 312, 104),
                new FeedbackGiven(TASK, "r-1", false));
    }

    private static List<Split> splits() {
        return Arrays.stream(SplitName.values())
                .map(name -> new Split(name, artifact(name.label()), 10 * (name.ordinal() + 1)))
                .toList();
    }

    private static ArtifactRef artifact(String content) {
        Digest digest = digest(content);
        return new ArtifactRef(URI.create("artifact:/sha256/" + digest.hex()), digest, content.length());
    }

    private static Digest digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8));
    }

    private static UUID uuid(long number) {
        return new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L | number);
    }
}
