package dev.whetstone.training.worker;

import dev.whetstone.messaging.EventPublisher;
import dev.whetstone.messaging.TraceParent;
import dev.whetstone.messaging.TracedWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** {@code WorkerMain RUN_SPEC}: carries out one attempt. Exit statuses: {@link WorkerExit}. */
public final class WorkerMain {

    /** A store that is away costs the worker some waiting, not an attempt: those are counted, and hours may hang on one. */
    private static final Duration STORE_PATIENCE = Duration.ofMinutes(5);

    private WorkerMain() {}

    public static void main(String[] args) throws IOException {
        WorkerLog.begin(System.getenv());
        RunSpec spec = RunSpec.read(Path.of(args[0]));
        spec.requireToken(System.getenv(RunSpec.TOKEN_VARIABLE));
        StopSignal stop = StopSignal.install();
        int status = traced(spec, stop);
        stop.over(status);
        System.exit(status);
    }

    private static int traced(RunSpec spec, StopSignal stop) {
        TraceParent trace = TraceParent.ofEnvironment(System.getenv()).orElse(spec.trace());
        try (WorkerTraces _ = WorkerTraces.begin(System.getenv())) {
            return TracedWork.after(trace)
                    .named("train attempt")
                    .with("whetstone.task", spec.task())
                    .with("whetstone.job.id", spec.job())
                    .with("whetstone.run.id", spec.run())
                    .with("whetstone.attempt", spec.attempt())
                    .call(() -> {
                        WorkerLog.belongsTo(TraceParent.current());
                        int status = attempt(spec, stop);
                        TracedWork.note("process.exit.code", status);
                        return status;
                    });
        }
    }

    private static int attempt(RunSpec spec, StopSignal stop) {
        try (EventPublisher events = EventPublisher.connect(spec.bootstrapServers(), "training-worker")) {
            return new TrainingAttempt(spec, spec.artifacts().open(STORE_PATIENCE), events, stop).run();
        } catch (RuntimeException e) {
            Logger log = LoggerFactory.getLogger(WorkerMain.class);
            log.error("attempt {} of run {} broke off and may be tried again", spec.attempt(), spec.run(), e);
            return WorkerExit.RETRY;
        }
    }
}
