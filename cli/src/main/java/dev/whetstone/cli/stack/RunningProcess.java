package dev.whetstone.cli.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of the stack as its record remembers it. A pid alone may have been given to somebody else since, so the start time is compared
 * before anything is stopped.
 *
 * @param startedMillis since 1970, as the system tells it
 */
record RunningProcess(String name, long pid, long startedMillis, int port) {

    static RunningProcess of(ProcessSpec spec, Process process) {
        return new RunningProcess(spec.name(), process.pid(), startOf(process.toHandle()), spec.port());
    }

    Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid).filter(process -> process.isAlive() && startOf(process) == startedMillis);
    }

    boolean alive() {
        return handle().isPresent();
    }

    /** Asks it to end, with everything it started, and insists after {@code grace}. */
    void stop(Duration grace) {
        handle().ifPresent(process -> {
            var family = process.descendants().toList();
            process.destroy();
            if (!ends(process, grace)) {
                process.destroyForcibly();
                ends(process, Duration.ofSeconds(5));
            }
            family.stream().filter(ProcessHandle::isAlive).forEach(child -> {
                if (!ends(child, Duration.ofSeconds(2))) {
                    child.destroyForcibly();
                }
            });
        });
    }

    private static boolean ends(ProcessHandle process, Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for process " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
