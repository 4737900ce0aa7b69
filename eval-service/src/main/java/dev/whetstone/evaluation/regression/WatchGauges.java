package dev.whetstone.evaluation.regression;

import dev.whetstone.evaluation.decide.Alarm;
import dev.whetstone.metrics.Gauges;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;

import java.util.List;
import java.util.function.ToDoubleFunction;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** How each online criterion stands since stable last moved, from the detectors' rows. */
@ApplicationScoped
class WatchGauges {
    private final MultiGauge evidence;
    private final MultiGauge outputs;
    private final MultiGauge failures;
    private final MultiGauge expected;

    WatchGauges(MeterRegistry metrics) {
        this.evidence = MultiGauge.builder("evaluation.online.evidence")
                .description(
                        "Evidence that live output fails more often than expected, as a part of what raises the alarm")
                .baseUnit("ratio")
                .register(metrics);
        this.outputs = MultiGauge.builder("evaluation.online.outputs")
                .description("Sampled outputs graded since stable last moved")
                .register(metrics);
        this.failures = MultiGauge.builder("evaluation.online.failures")
                .description("Of those, outputs that failed the criterion")
                .register(metrics);
        this.expected = MultiGauge.builder("evaluation.online.expected.failures")
                .description("The share of outputs that may fail the criterion without being news")
                .baseUnit("ratio")
                .register(metrics);
    }

    @Scheduled(
            every = "${whetstone.metrics.poll:5s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    @RunOnVirtualThread
    @Transactional
    void refresh() {
        List<Watch> watches = Watch.listAll();
        show(evidence, watches, alarm -> Math.min(1, alarm.level() / Alarm.LIMIT));
        show(outputs, watches, Alarm::outputs);
        show(failures, watches, Alarm::failures);
        show(expected, watches, Alarm::expected);
    }

    private static void show(MultiGauge gauge, List<Watch> watches, ToDoubleFunction<Alarm> value) {
        Gauges.show(gauge, watches, Watch::tags, watch -> value.applyAsDouble(watch.alarm()));
    }
}
