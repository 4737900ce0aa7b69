package dev.whetstone.training.launch;

import dev.whetstone.training.worker.RunSpec;
import dev.whetstone.training.worker.WorkerExit;
import io.quarkus.test.Mock;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;

/** Starts nothing and remembers what it was asked for; a test decides how each worker ends. */
@Mock
@ApplicationScoped
public class RecordingLauncher implements Launcher {

    private final List<FakeWorker> workers = new CopyOnWriteArrayList<>();

    @Override
    public Worker launch(RunSpec spec) {
        FakeWorker worker = new FakeWorker(spec);
        workers.add(worker);
        return worker;
    }

    @Override
    public Optional<Worker> findAlive(RunSpec spec) {
        return workers.stream()
                .filter(worker ->
                        worker.spec.run().equals(spec.run()) && worker.ended().isEmpty())
                .map(Worker.class::cast)
                .findFirst();
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
            return Optional.ofNullable(status).map(WorkerEnd::of);
        }

        @Override
        public void stop() {
            stopped = true;
            status = WorkerExit.PREEMPTED;
        }
    }
}
