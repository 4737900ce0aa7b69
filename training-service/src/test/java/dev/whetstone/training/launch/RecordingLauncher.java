package dev.whetstone.training.launch;

import dev.whetstone.training.job.Attempt;
import dev.whetstone.training.worker.RunSpec;
import dev.whetstone.training.worker.WorkerExit;
import io.quarkus.test.Mock;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;

/** Starts nothing and remembers what it was asked for; a test decides how each worker ends. */
@Mock
@ApplicationScoped
public class RecordingLauncher implements Launcher {

    private final List<FakeWorker> workers = new CopyOnWriteArrayList<>();
    private final Map<Attempt.Key, FakeWorker> strays = new ConcurrentHashMap<>();
    private volatile String obstacle;

    @Override
    public Worker launch(RunSpec spec) {
        FakeWorker worker = new FakeWorker(spec);
        workers.add(worker);
        return worker;
    }

    @Override
    public Optional<Worker> find(RunSpec spec) {
        return workers.stream()
                .filter(worker ->
                        worker.spec.run().equals(spec.run()) && worker.ended().isEmpty())
                .map(Worker.class::cast)
                .findFirst();
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.ofNullable(obstacle);
    }

    @Override
    public Map<Attempt.Key, Worker> all() {
        Map<Attempt.Key, Worker> all = new HashMap<>(strays);
        workers.stream()
                .filter(worker -> worker.ended().isEmpty())
                .forEach(worker -> all.put(new Attempt.Key(worker.spec.run(), worker.spec.attempt()), worker));
        return all;
    }

    @Override
    public boolean outlivesService() {
        return false;
    }

    /** A worker that is there although nobody asked for this attempt. */
    public FakeWorker stray(RunSpec spec, int attempt) {
        FakeWorker worker = new FakeWorker(spec);
        strays.put(new Attempt.Key(spec.run(), attempt), worker);
        return worker;
    }

    /** Nothing can be started from now on; null: again it can. */
    public void obstacle(String reason) {
        obstacle = reason;
    }

    /** The workers of a task in the order of their start. */
    public List<FakeWorker> of(String task) {
        return workers.stream()
                .filter(worker -> worker.spec.task().value().equals(task))
                .toList();
    }

    /** A worker that does nothing by itself. */
    public static final class FakeWorker implements Worker {

        private final RunSpec spec;
        private volatile Integer status;
        private volatile boolean stopped;

        FakeWorker(RunSpec spec) {
            this.spec = spec;
        }

        public RunSpec spec() {
            return spec;
        }

        public void end(int exitStatus) {
            status = exitStatus;
        }

        public boolean stopped() {
            return stopped;
        }

        @Override
        public Optional<WorkerEnd> ended() {
            return Optional.ofNullable(status).map(status -> WorkerEnd.of(status, () -> "its last line"));
        }

        @Override
        public void stop() {
            if (status == null) {
                stopped = true;
                status = WorkerExit.PREEMPTED;
            }
        }
    }
}
