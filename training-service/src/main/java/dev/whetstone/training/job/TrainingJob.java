package dev.whetstone.training.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.training.FailureReason;
import dev.whetstone.contracts.training.TrainingTrigger;
import dev.whetstone.engine.train.LoraRecipe;
import dev.whetstone.messaging.TraceParent;
import dev.whetstone.training.evidence.KnownDataset;
import dev.whetstone.training.recipe.SettingsJson;
import dev.whetstone.training.recipe.TrainingSettings;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

/** A wish for an adapter, accepted because there is evidence. Settings are copied: a later change of the recipe does not touch it. */
@Entity
@Table(name = "training_job")
public class TrainingJob extends PanacheEntityBase {

    @Id
    private UUID id;

    private String task;
    private String dataset;

    @Column(name = "train_digest")
    private String trainDigest;

    @Column(name = "recipe_digest")
    private String recipeDigest;

    @JdbcTypeCode(SqlTypes.JSON)
    private JsonNode settings;

    private UUID decision;

    @Enumerated(EnumType.STRING)
    private TrainingTrigger trigger;

    @Enumerated(EnumType.STRING)
    private JobStatus status;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "finished_at")
    private Instant finishedAt;

    @Column(name = "best_run")
    private UUID bestRun;

    @Enumerated(EnumType.STRING)
    @Column(name = "failure_reason")
    private FailureReason failureReason;

    private String message;
    private String trace;

    @Version
    private int version;

    protected TrainingJob() {}

    static TrainingJob queued(
            TaskName task,
            KnownDataset dataset,
            TrainingSettings settings,
            UUID decision,
            TrainingTrigger trigger,
            Instant now) {
        TrainingJob job = new TrainingJob();
        job.id = UUID.randomUUID();
        job.task = task.value();
        job.dataset = dataset.version().value();
        job.trainDigest = dataset.train().digest().value();
        job.recipeDigest = SettingsJson.digest(settings.recipe()).value();
        job.settings = SettingsJson.write(settings);
        job.decision = decision;
        job.trigger = trigger;
        job.status = JobStatus.QUEUED;
        job.createdAt = now;
        job.trace = TraceParent.current().value();
        job.persist();
        return job;
    }

    /** Held to the end of the transaction: who else concludes it waits, and sees what this one did. */
    void lock() {
        getEntityManager().lock(this, LockModeType.PESSIMISTIC_WRITE);
    }

    public static Optional<TrainingJob> findActive(TaskName task) {
        return find("task = ?1 and status in ?2", task.value(), List.of(JobStatus.QUEUED, JobStatus.RUNNING))
                .firstResultOptional();
    }

    public static Optional<Instant> lastStartedByEvent(TaskName task) {
        return TrainingJob.<TrainingJob>find(
                        "task = ?1 and trigger <> ?2 order by createdAt desc", task.value(), TrainingTrigger.REQUEST)
                .firstResultOptional()
                .map(job -> job.createdAt);
    }

    public static long startedByEventSince(TaskName task, Instant since) {
        return count("task = ?1 and trigger <> ?2 and createdAt >= ?3", task.value(), TrainingTrigger.REQUEST, since);
    }

    /** Whether a job that is active or succeeded had this train split and this recipe. */
    public static boolean trainedBefore(TaskName task, Digest train, LoraRecipe recipe) {
        return count(
                        "task = ?1 and trainDigest = ?2 and recipeDigest = ?3 and status in ?4",
                        task.value(),
                        train.value(),
                        SettingsJson.digest(recipe).value(),
                        List.of(JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.SUCCEEDED))
                > 0;
    }

    /** Jobs of this task so far; shifts the seeds of the next one, so that a retraining is not the same run again. */
    static long jobsOf(TaskName task) {
        return count("task", task.value());
    }

    static List<TrainingJob> newestOf(TaskName task) {
        return find("task = ?1 order by createdAt desc", task.value())
                .page(0, 100)
                .list();
    }

    void started() {
        if (status == JobStatus.QUEUED) {
            status = JobStatus.RUNNING;
        }
    }

    void succeeded(UUID run, Instant now) {
        end(JobStatus.SUCCEEDED, now);
        bestRun = run;
    }

    void failed(FailureReason reason, String why, Instant now) {
        end(reason == FailureReason.CANCELLED ? JobStatus.CANCELLED : JobStatus.FAILED, now);
        failureReason = reason;
        message = why;
    }

    private void end(JobStatus ended, Instant now) {
        if (!status.active()) {
            throw new IllegalStateException("job " + id + " is over (" + status + ") and cannot become " + ended);
        }
        status = ended;
        finishedAt = now;
    }

    public UUID id() {
        return id;
    }

    public TaskName task() {
        return new TaskName(task);
    }

    public Digest dataset() {
        return new Digest(dataset);
    }

    public TrainingSettings settings() {
        return SettingsJson.read(settings);
    }

    UUID decision() {
        return decision;
    }

    TrainingTrigger trigger() {
        return trigger;
    }

    public JobStatus status() {
        return status;
    }

    /** Of what asked for this job: its attempts belong to the same trace. */
    Optional<TraceParent> trace() {
        return TraceParent.parse(trace);
    }

    Instant createdAt() {
        return createdAt;
    }

    Optional<Instant> finishedAt() {
        return Optional.ofNullable(finishedAt);
    }

    Optional<UUID> bestRun() {
        return Optional.ofNullable(bestRun);
    }

    Optional<FailureReason> failureReason() {
        return Optional.ofNullable(failureReason);
    }

    Optional<String> message() {
        return Optional.ofNullable(message);
    }
}
