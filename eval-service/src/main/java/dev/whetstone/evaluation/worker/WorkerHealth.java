package dev.whetstone.evaluation.worker;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

/** A service that looks for no work any more should be started again, whatever it still answers. */
@Liveness
@ApplicationScoped
class WorkerHealth implements HealthCheck {
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

    private final EvaluationPoll poll;

    WorkerHealth(EvaluationPoll poll) {
        this.poll = poll;
    }

    @Override
    public HealthCheckResponse call() {
        Duration silence = poll.silence();
        return HealthCheckResponse.named("evaluation worker")
                .withData("silent_for_seconds", silence.toSeconds())
                .status(silence.compareTo(LONGEST_SILENCE) < 0)
                .build();
    }
}
