package dev.whetstone.gateway.sampling;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.traffic.FeedbackGiven;
import dev.whetstone.gateway.edge.ErrorCode;
import dev.whetstone.gateway.edge.RequestRefused;
import dev.whetstone.gateway.generation.RequestId;
import dev.whetstone.gateway.routing.ServingTable;
import dev.whetstone.messaging.EventPublisher;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;

/** Takes what a caller thought of an answer; it counts as taken when the broker has it. */
@ApplicationScoped
public class Feedback {

    private static final Logger LOG = Logger.getLogger(Feedback.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final ServingTable table;
    private final EventPublisher publisher;
    private final SamplingConfig config;

    Feedback(ServingTable table, EventPublisher publisher, SamplingConfig config) {
        this.table = table;
        this.publisher = publisher;
        this.config = config;
    }

    /**
     * Completes once it is published, or with a {@link RequestRefused}.
     *
     * @throws RequestRefused when the request belongs to no task that is served here
     */
    public CompletableFuture<Void> give(RequestId request, boolean good) {
        FeedbackGiven event = new FeedbackGiven(requireTask(request), request.value(), good);
        CompletableFuture<Void> taken = new CompletableFuture<>();
        publisher
                .publish(event)
                .toCompletableFuture()
                .orTimeout(config.acknowledgement().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, failure) -> {
                    if (failure == null) {
                        taken.complete(null);
                    } else {
                        LOG.warnf("feedback not published requestId=%s: %s", request, failure);
                        taken.completeExceptionally(RequestRefused.busy(
                                ErrorCode.BROKER_UNAVAILABLE, "the feedback could not be recorded; try again", RETRY));
                    }
                });
        return taken;
    }

    private TaskName requireTask(RequestId request) {
        TaskName task = request.task()
                .orElseThrow(() -> RequestRefused.invalid(
                        "request_id",
                        "request_id: that request named no task, so nothing can learn from feedback on it; use a model"
                                + " such as TASK@stable, or set 'task' in the request"));
        if (!table.knows(task)) {
            throw new RequestRefused(ErrorCode.REQUEST_NOT_FOUND, "no task '" + task + "' is served here");
        }
        return task;
    }
}
