package dev.whetstone.gateway.generation;

import dev.whetstone.gateway.edge.ErrorCode;
import dev.whetstone.gateway.model.BaseModel;
import dev.whetstone.gateway.model.LoadedBase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.DoubleStream;

import jakarta.inject.Singleton;

/**
 * Numbers of requests under the names of the OpenTelemetry conventions for generative AI. Their boundaries end at seconds; a CPU needs
 * minutes, so they go on upward.
 */
@Singleton
class GenerationMetrics {

    /** Model label of a request that named no known model; the name itself is anybody's text. */
    static final String OTHER = "_other";

    private static final Duration[] REQUEST =
            seconds(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 163.84);
    private static final Duration[] FIRST_TOKEN = seconds(
            0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160);
    private static final Duration[] NEXT_TOKEN =
            seconds(0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 10);

    private final MeterRegistry registry;

    GenerationMetrics(MeterRegistry registry, BaseModel base) {
        this.registry = registry;
        gauge("gateway.requests.queued", base, loaded -> loaded.scheduler().queued());
        gauge("gateway.requests.active", base, loaded -> loaded.scheduler().active());
    }

    private void gauge(String name, BaseModel base, ToIntFunction<LoadedBase> value) {
        registry.gauge(name, base, model -> model.find().map(value::applyAsInt).orElse(0));
    }

    void refused(String label, ErrorCode code) {
        registry.counter("gateway.requests.refused", "gen_ai.request.model", label, "reason", code.label())
                .increment();
    }

    void ended(String label, Optional<ErrorCode> error, Duration took) {
        Tags tags = tags(label).and("error.type", error.map(ErrorCode::label).orElse("none"));
        timer("gen_ai.server.request.duration", REQUEST, tags).record(took);
    }

    void firstToken(String label, Duration took) {
        timer("gen_ai.server.time_to_first_token", FIRST_TOKEN, tags(label)).record(took);
    }

    void completed(String label, Answer answer, Duration afterFirstToken) {
        tokens(label, "input", answer.promptTokens());
        tokens(label, "output", answer.completionTokens());
        if (answer.completionTokens() > 1) {
            timer("gen_ai.server.time_per_output_token", NEXT_TOKEN, tags(label))
                    .record(afterFirstToken.dividedBy(answer.completionTokens() - 1L));
        }
        answer.proposals()
                .forEach(proposal -> registry.counter("gateway.proposals", "kind", proposal.label())
                        .increment());
    }

    private void tokens(String label, String type, int count) {
        Counter.builder("gen_ai.server.token.usage")
                .baseUnit("tokens")
                .tags(tags(label).and("gen_ai.token.type", type))
                .register(registry)
                .increment(count);
    }

    private Timer timer(String name, Duration[] boundaries, Tags tags) {
        return Timer.builder(name).serviceLevelObjectives(boundaries).tags(tags).register(registry);
    }

    private static Tags tags(String label) {
        return Tags.of(
                "gen_ai.operation.name", "chat", "gen_ai.provider.name", "whetstone", "gen_ai.request.model", label);
    }

    private static Duration[] seconds(double... values) {
        return DoubleStream.of(values)
                .mapToObj(value -> Duration.ofNanos(Math.round(value * 1e9)))
                .toArray(Duration[]::new);
    }
}
