package dev.whetstone.evaluation.leadtime;

import dev.whetstone.contracts.training.TrainingTrigger;
import dev.whetstone.evaluation.counts.TaskMeters;
import dev.whetstone.metrics.Boundaries;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;

/** {@code event_to_serving_seconds}, the headline. */
@ApplicationScoped
class LeadTimeMeter implements TaskMeters {
    private static final Duration[] BOUNDARIES = Boundaries.seconds(
            60, 120, 300, 600, 900, 1_200, 1_800, 2_700, 3_600, 5_400, 7_200, 14_400, 28_800, 86_400, 172_800);

    private final MeterRegistry metrics;

    LeadTimeMeter(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    @Override
    public void expect(String task) {
        Stream.of(TrainingTrigger.values()).forEach(trigger -> timer(task, trigger));
    }

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) LeadTime.Served served) {
        timer(served.task(), served.trigger()).record(served.took());
    }

    private Timer timer(String task, TrainingTrigger trigger) {
        return Timer.builder("event.to.serving")
                .description("From the event that began it to the first replica that serves the promoted adapter")
                .serviceLevelObjectives(BOUNDARIES)
                .tag("task", task)
                .tag("trigger", trigger.name().toLowerCase(Locale.ROOT))
                .register(metrics);
    }
}
