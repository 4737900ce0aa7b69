package dev.whetstone.dataset.version;

import dev.whetstone.dataset.edge.DatasetError;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Lets a few uploads through at once, so that memory stays bounded however many come. */
@Singleton
class UploadGate {

    private final Semaphore places;
    private final long patienceMillis;

    @Inject
    UploadGate(IngestConfig config) {
        this.places = new Semaphore(config.concurrentUploads(), true);
        this.patienceMillis = config.patience().toMillis();
    }

    <T> T pass(Supplier<T> work) {
        enter();
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    private void enter() {
        try {
            if (!places.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS)) {
                throw DatasetError.BUSY.refused("other uploads have been checked for " + patienceMillis + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DatasetError.BUSY.refused("the service is stopping", e);
        }
    }
}
