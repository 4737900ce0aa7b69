package dev.whetstone.gateway.model;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Everything that is loaded, one thing after the other: the base first, then adapters in the order in which they were asked for. A platform
 * thread, because native frames pin a virtual thread's carrier.
 */
@ApplicationScoped
class LoaderThread {

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("model-loader").daemon().factory());

    LoaderThread() {
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void execute(Runnable load) {
        executor.execute(load);
    }

    void later(Duration delay, Runnable load) {
        executor.schedule(load, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        executor.shutdown();
    }
}
