package dev.whetstone.gateway.generation;

import dev.whetstone.engine.generate.GenerationResult;
import dev.whetstone.gateway.edge.ErrorCode;
import dev.whetstone.gateway.model.BaseModel;
import dev.whetstone.gateway.model.LoadedBase;
import dev.whetstone.gateway.proposal.Proposal;
import dev.whetstone.metrics.Boundaries;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Numbers of requests under the names of the OpenTelemetry conventions for generative AI. Their boundaries end at seconds; a CPU needs
 * minutes, so they go on upward.
 */
@Singleton
class GenerationMetrics {

    /** Model label of a request that named no known model; the name itself is anybody's text. */
    static final String OTHER = ModelLabels.OTHER;

    private static final Duration[] REQUEST = Boundaries.seconds(
            0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 163.84, 327.68,
            655.36);
    private static final Duration[] FIRST_TOKEN = Boundaries.seconds(
            0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 320);
    private static final Duration[] NEXT_TOKEN =
            Boundaries.seconds(0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 10);
    private static final double[] BATCH = {1, 2, 4, 8, 16, 32, 64, 128};

    private final MeterRegistry registry;
    private final String base;
    private final ModelLabels models = new ModelLabels();
    private final DistributionSummary batch;

    GenerationMetrics(MeterRegistry registry, BaseModel base) {
        this.registry = registry;
        this.base = base.name();
        gauge(
                "gateway.requests.queued",
                "Requests that wait for a place in the batch",
                base,
                loaded -> loaded.scheduler().queued());
        gauge(
                "gateway.requests.active",
                "Requests in the batch",
                base,
                loaded -> loaded.scheduler().active());
        this.batch = DistributionSummary.builder("gateway.batch.size")
                .description("Most requests that were decoded together with a request, itself included")
                .serviceLevelObjectives(BATCH)
                .register(registry);
    }

    /** What the base needs is there with zero, so that the first of a kind is seen to rise. */
    void start(@Observes StartupEvent event) {
        Stream.of(ErrorCode.values()).forEach(code -> {
            refusals(base, code);
            refusals(OTHER, code);
        });
        Stream.of(Cancelled.values())
                .forEach(phase -> List.of(ErrorCode.CANCELLED, ErrorCode.DEADLINE_EXCEEDED)
                        .forEach(reason -> cancellations(phase, reason)));
        Stream.of(Proposal.values()).forEach(this::proposals);
        held(false);
        held(true);
        requests(base, Optional.empty());
        firstTokens(base);
        nextTokens(base);
        tokens(base, "input");
        tokens(base, "output");
    }

    private void gauge(String name, String description, BaseModel base, ToIntFunction<LoadedBase> value) {
        Gauge.builder(name, base, model -> model.find().map(value::applyAsInt).orElse(0))
                .description(description)
                .register(registry);
    }

    void refused(String label, ErrorCode code) {
        refusals(label, code).increment();
    }

    void ended(String label, Optional<ErrorCode> error, Duration took) {
        requests(label, error).record(took);
    }

    /** @param reason the caller went away, or the deadline came */
    void cancelled(GenerationResult result, ErrorCode reason) {
        cancellations(Cancelled.during(result), reason).increment();
    }

    void firstToken(String label, Duration took) {
        firstTokens(label).record(took);
    }

    void completed(String label, Answer answer, Duration afterFirstToken) {
        tokens(label, "input").increment(answer.promptTokens());
        tokens(label, "output").increment(answer.completionTokens());
        batch.record(answer.batchSize());
        if (answer.completionTokens() > 1) {
            nextTokens(label).record(afterFirstToken.dividedBy(answer.completionTokens() - 1L));
        }
        answer.proposals().forEach(proposal -> proposals(proposal).increment());
        answer.schema().ifPresent(_ -> held(answer.cut()).increment());
    }

    private Timer requests(String label, Optional<ErrorCode> error) {
        return timer(
                "gen_ai.server.request.duration",
                "From a request's admission to its last token",
                REQUEST,
                tags(label).and("error.type", error.map(ErrorCode::label).orElse("none")));
    }

    private Timer firstTokens(String label) {
        return timer(
                "gen_ai.server.time_to_first_token",
                "From a request's admission to its first text, the wait in the queue included",
                FIRST_TOKEN,
                tags(label));
    }

    private Timer nextTokens(String label) {
        return timer(
                "gen_ai.server.time_per_output_token",
                "Time for each completion token after the first",
                NEXT_TOKEN,
                tags(label));
    }

    private Counter tokens(String label, String type) {
        return Counter.builder("gen_ai.server.token.usage")
                .description("Tokens of completed requests")
                .baseUnit("tokens")
                .tags(tags(label).and("gen_ai.token.type", type))
                .register(registry);
    }

    private Counter refusals(String label, ErrorCode code) {
        return registry.counter(
                "gateway.requests.refused", "gen_ai.request.model", models.of(label), "reason", code.label());
    }

    private Counter cancellations(Cancelled phase, ErrorCode reason) {
        return registry.counter("gateway.requests.cancelled", "phase", phase.label(), "reason", reason.label());
    }

    private Counter proposals(Proposal proposal) {
        return registry.counter("gateway.proposals", "kind", proposal.label());
    }

    private Counter held(boolean cut) {
        return Counter.builder("gateway.completions.constrained")
                .description("Completions that were held to a schema; a cut one is not whole")
                .tag("outcome", cut ? "cut" : "whole")
                .register(registry);
    }

    private Timer timer(String name, String description, Duration[] boundaries, Tags tags) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(boundaries)
                .tags(tags)
                .register(registry);
    }

    private Tags tags(String label) {
        return Tags.of(
                "gen_ai.operation.name",
                "chat",
                "gen_ai.provider.name",
                "whetstone",
                "gen_ai.request.model",
                models.of(label));
    }
}
