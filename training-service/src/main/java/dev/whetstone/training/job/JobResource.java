package dev.whetstone.training.job;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.training.TrainingTrigger;
import dev.whetstone.edge.Parameters;
import dev.whetstone.edge.RequestRefused;
import dev.whetstone.training.edge.TrainingError;
import dev.whetstone.training.evidence.KnownDataset;
import dev.whetstone.training.recipe.StoredRecipe;
import dev.whetstone.training.recipe.TrainingSettings;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.jboss.resteasy.reactive.ResponseStatus;

import java.util.List;
import java.util.UUID;

import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** Jobs over HTTP. Asking for one needs the same evidence as an event does. */
@Path("/v1")
@RunOnVirtualThread
public class JobResource {

    private final JobQueue jobs;
    private final RunLedger ledger;

    JobResource(JobQueue jobs, RunLedger ledger) {
        this.jobs = jobs;
        this.ledger = ledger;
    }

    /** 202 with the job; 409 when evidence is missing (named, and announced as TrainingRefused) or a job is active. */
    @POST
    @Path("/tasks/{task}/jobs")
    @ResponseStatus(202)
    @Transactional(dontRollbackOn = RequestRefused.class)
    public JobView submit(String task, SubmitJob request) {
        TaskName name = Parameters.task(task);
        SubmitJob wish = request == null ? new SubmitJob(null, null) : request;
        TrainingSettings settings = settings(name, wish);
        KnownDataset dataset = dataset(name, wish);
        TrainingJob.findActive(name).ifPresent(active -> {
            throw new RequestRefused(
                    TrainingError.JOB_ACTIVE,
                    "job " + active.id() + " of task " + task + " is " + active.status(),
                    "Wait for it, or cancel it with POST /v1/jobs/" + active.id() + "/cancellation.");
        });
        return switch (jobs.queue(name, dataset, settings, TrainingTrigger.REQUEST)) {
            case JobQueue.Answer.Queued(TrainingJob job) -> JobView.of(job);
            case JobQueue.Answer.Refused(String missing) ->
                throw new RequestRefused(
                        TrainingError.EVIDENCE_MISSING,
                        "training is refused; missing: " + missing,
                        "Let eval-service decide first: it evaluates every published dataset version of a task that has an eval.");
        };
    }

    @GET
    @Path("/tasks/{task}/jobs")
    @Transactional
    public List<JobView> list(String task) {
        return TrainingJob.newestOf(Parameters.task(task)).stream()
                .map(JobView::of)
                .toList();
    }

    @GET
    @Path("/jobs/{id}")
    @Transactional
    public JobView get(UUID id) {
        return JobView.of(require(id));
    }

    /** Ends an active job and its workers. */
    @POST
    @Path("/jobs/{id}/cancellation")
    @Transactional
    public JobView cancel(UUID id) {
        TrainingJob job = require(id);
        if (!job.status().active()) {
            throw new RequestRefused(
                    TrainingError.JOB_OVER, "job " + id + " is over: " + job.status(), "Nothing is left to cancel.");
        }
        ledger.cancel(job);
        return JobView.of(job);
    }

    private static TrainingJob require(UUID id) {
        return TrainingJob.<TrainingJob>findByIdOptional(id)
                .orElseThrow(() -> new RequestRefused(
                        TrainingError.JOB_UNKNOWN,
                        "there is no job " + id,
                        "List a task's jobs with GET /v1/tasks/{task}/jobs."));
    }

    private static TrainingSettings settings(TaskName task, SubmitJob wish) {
        TrainingSettings stored = StoredRecipe.findFor(task)
                .orElseThrow(() -> new RequestRefused(
                        TrainingError.TASK_UNKNOWN,
                        "no recipe is stored for task " + task,
                        "Apply the task pack first: whetstone task apply FOLDER."));
        return Parameters.read(
                () -> new TrainingSettings(stored.recipe(), wish.seeds().orElse(stored.seeds()), stored.retraining()),
                "Correct the seeds and send the request again.");
    }

    private KnownDataset dataset(TaskName task, SubmitJob wish) {
        if (wish.dataset().isPresent()) {
            Digest version = Parameters.digest("dataset", wish.dataset().get());
            return KnownDataset.find(task, version).orElseThrow(() -> unknown(task, version));
        }
        return KnownDataset.findNewest(task)
                .orElseThrow(() -> new RequestRefused(
                        TrainingError.EVIDENCE_MISSING,
                        "training is refused; missing: a published dataset version of task " + task,
                        "Upload samples first: whetstone dataset push " + task + " FILE."));
    }

    /** A version that nobody published is announced as refused too: somebody wanted to train on it. */
    private RequestRefused unknown(TaskName task, Digest version) {
        jobs.refuse(task, version, "a published dataset version " + version);
        return new RequestRefused(
                TrainingError.EVIDENCE_MISSING,
                "training is refused; missing: a published dataset version " + version,
                "List the versions with `whetstone dataset show " + task + "`.");
    }
}
