package dev.whetstone.training.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.training.recipe.SettingsJson;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A job as the API shows it. Losses are means over completion tokens, nats; times are ISO 8601. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobView(
        UUID id,
        String task,
        String dataset,
        UUID decision,
        String trigger,
        JobStatus status,
        Instant createdAt,
        Instant finishedAt,
        UUID bestRun,
        String failureReason,
        String message,
        JsonNode recipe,
        List<RunView> runs) {

    static JobView of(TrainingJob job) {
        return new JobView(
                job.id(),
                job.task().value(),
                job.dataset().value(),
                job.decision(),
                job.trigger().name().toLowerCase(java.util.Locale.ROOT),
                job.status(),
                job.createdAt(),
                job.finishedAt().orElse(null),
                job.bestRun().orElse(null),
                job.failureReason().map(Enum::name).orElse(null),
                job.message().orElse(null),
                SettingsJson.recipeTree(job.settings().recipe()),
                TrainingRun.ofJob(job.id()).stream().map(RunView::of).toList());
    }

    /** One seed's run. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RunView(
            UUID id,
            long seed,
            RunStatus status,
            long step,
            long steps,
            Double remainingSeconds,
            Double validationLoss,
            Long bestStep,
            ArtifactRef adapter,
            Long checkpointStep,
            String message,
            List<AttemptView> attempts,
            List<PointView> curve) {

        static RunView of(TrainingRun run) {
            return new RunView(
                    run.id(),
                    run.seed(),
                    run.status(),
                    run.step(),
                    run.steps(),
                    run.remainingSeconds().isPresent() ? run.remainingSeconds().getAsDouble() : null,
                    run.validationLoss().isPresent() ? run.validationLoss().getAsDouble() : null,
                    run.validationLoss().isPresent() ? run.bestStep() : null,
                    run.adapter().orElse(null),
                    run.checkpointStep().orElse(null),
                    run.message().orElse(null),
                    Attempt.ofRun(run.id()).stream().map(AttemptView::of).toList(),
                    CurvePoint.ofRun(run.id()).stream().map(PointView::of).toList());
        }
    }

    /** One execution. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AttemptView(int number, Instant startedAt, Instant endedAt, String outcome, String message) {

        static AttemptView of(Attempt attempt) {
            return new AttemptView(
                    attempt.number(),
                    attempt.startedAt(),
                    attempt.endedAt().orElse(null),
                    attempt.outcome().orElse(null),
                    attempt.message().orElse(null));
        }
    }

    /** One point of the learning curve. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PointView(long step, double loss, Double validationLoss, double tokensPerSecond) {

        static PointView of(CurvePoint point) {
            return new PointView(
                    point.step(),
                    point.loss(),
                    point.validationLoss().isPresent() ? point.validationLoss().getAsDouble() : null,
                    point.tokensPerSecond());
        }
    }
}
