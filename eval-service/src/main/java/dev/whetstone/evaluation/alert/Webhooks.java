package dev.whetstone.evaluation.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.jboss.logging.Logger;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Tells the webhook of alerts. What is to be told is a row in the transaction of the alert, and is tried until the endpoint answers
 * 2xx: an endpoint that is down loses nothing, and one that answers late may be told twice (the alert's id and state are in the body).
 */
@ApplicationScoped
@Startup // its counters are there with zero before the first use
class Webhooks {
    private static final Logger LOG = Logger.getLogger(Webhooks.class);

    private final AlertConfig config;
    private final ObjectMapper json;
    private final Counter delivered;
    private final Counter failed;
    private final Clock clock;
    private final HttpClient http;

    Webhooks(AlertConfig config, ObjectMapper json, MeterRegistry metrics, Clock clock) {
        this.config = config;
        this.json = json;
        this.delivered = metrics.counter("evaluation.webhook.deliveries", "outcome", "delivered");
        this.failed = metrics.counter("evaluation.webhook.deliveries", "outcome", "failed");
        this.clock = clock;
        this.http = HttpClient.newBuilder().connectTimeout(config.timeout()).build();
    }

    /** In the caller's transaction. Without a configured endpoint nobody is told. */
    void tell(Alert alert) {
        if (config.webhook().isPresent()) {
            WebhookDelivery.queue(alert.id(), body(alert.view()), clock.instant());
        }
    }

    private String body(AlertView alert) {
        try {
            return json.writeValueAsString(alert);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an alert cannot be written as JSON", e);
        }
    }

    @Scheduled(
            every = "${whetstone.alert.poll:1s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    @RunOnVirtualThread
    void deliverAll() throws InterruptedException {
        while (config.webhook().isPresent() && deliverOne()) {}
    }

    /** Says whether one was due. */
    private boolean deliverOne() throws InterruptedException {
        Optional<WebhookDelivery> due = QuarkusTransaction.requiringNew()
                .call(() ->
                        WebhookDelivery.claim(clock.instant(), config.timeout().multipliedBy(2)));
        if (due.isPresent()) {
            Optional<String> problem = post(due.get().body());
            QuarkusTransaction.requiringNew().run(() -> settle(due.get(), problem));
        }
        return due.isPresent();
    }

    private void settle(WebhookDelivery delivery, Optional<String> problem) {
        WebhookDelivery row = WebhookDelivery.lock(delivery.id()).orElseThrow();
        problem.ifPresentOrElse(
                reason -> row.failed(reason, config.pause(), clock.instant()), () -> row.delivered(clock.instant()));
        (problem.isEmpty() ? delivered : failed).increment();
        problem.ifPresent(
                reason -> LOG.warnf("webhook not told, will be tried again delivery=%s: %s", row.id(), reason));
    }

    /** What went wrong; empty when the endpoint took it. */
    private Optional<String> post(String body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(config.webhook().orElseThrow())
                .timeout(config.timeout())
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<Void> answer = http.send(request, BodyHandlers.discarding());
            return answer.statusCode() / 100 == 2 ? Optional.empty() : Optional.of("HTTP " + answer.statusCode());
        } catch (IOException e) {
            return Optional.of(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }
}
