package dev.whetstone.system.trace;

import dev.whetstone.local.OtlpReceiver;
import dev.whetstone.local.OtlpReceiver.TracedSpan;
import dev.whetstone.system.kill.Commands;
import dev.whetstone.system.kill.LoopState;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A stack with traces and JSON logs on, as an operator turns them on, and one loop on it from upload to a served adapter. */
final class TracedLoop implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(60);
    private static final Duration ARRIVAL = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final OtlpReceiver receiver = OtlpReceiver.listen(0);
    private final Path home;
    private final Commands whetstone;

    TracedLoop(Path home, Path stack) {
        this.home = home;
        this.whetstone = new Commands(
                home,
                stack,
                stack.resolveSibling("commands.log"),
                Map.of(
                        "OTEL_SDK_DISABLED", "false",
                        "OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint(),
                        "QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true"));
    }

    OtlpReceiver receiver() {
        return receiver;
    }

    /** Ends with the stack, so that everything that is to be sent was sent. */
    String runToAServedAdapter(Path pack, Path samples) {
        String task = pack.getFileName().toString();
        whetstone.require("up");
        whetstone.require("task", "apply", home.relativize(pack).toString());
        whetstone.require("dataset", "push", task, home.relativize(samples).toString());
        String verdict = awaitVerdict(task);
        awaitServed();
        whetstone.require("down");
        return verdict;
    }

    private String awaitVerdict(String task) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            LoopState state = LoopState.of(whetstone.json("loop", task, "--json"));
            state.failure().ifPresent(why -> {
                throw new IllegalStateException("there will be no verdict: " + why);
            });
            if (state.verdict().isPresent()) {
                return state.verdict().get();
            }
            LockSupport.parkNanos(PAUSE.multipliedBy(5).toNanos());
        }
        throw new IllegalStateException("no verdict within " + PATIENCE);
    }

    /** First as a candidate, to be judged, and then as stable. */
    private void awaitServed() {
        Instant deadline = Instant.now().plus(ARRIVAL);
        while (served() < 2) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("AdapterServed was seen " + served() + " times and not twice");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private long served() {
        return receiver.spans().stream()
                .filter(span -> tells(span, "AdapterServed"))
                .count();
    }

    /** Whether this span is the creation of such an event. */
    static boolean tells(TracedSpan span, String event) {
        return span.kind().equals("PRODUCER")
                && span.attributes().getOrDefault("cloudevents.event_type", "").contains("." + event + ".");
    }

    @Override
    public void close() {
        whetstone.run("down");
        receiver.close();
    }
}
