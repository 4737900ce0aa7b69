package dev.whetstone.artifacts.s3;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** Parts of uploads whose writer was killed: nobody sees them, and they cost space until they are aborted. */
final class Leftovers {

    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());
    /** No upload takes a day. */
    private static final Duration AGE = Duration.ofDays(1);

    private static final Duration EVERY = Duration.ofHours(6);

    private final Bucket bucket;
    private final AtomicReference<Instant> next = new AtomicReference<>(Instant.EPOCH);

    Leftovers(Bucket bucket) {
        this.bucket = bucket;
    }

    /** In the background. That it fails costs nobody anything but space. */
    void sweepNowAndThen() {
        Instant now = Instant.now();
        Instant due = next.get();
        if (now.isBefore(due) || !next.compareAndSet(due, now.plus(EVERY))) {
            return;
        }
        Thread.ofVirtual().name("artifact-leftovers").start(() -> {
            try {
                sweep(AGE);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "leftovers of unfinished uploads stay: {0}", e.getMessage());
            }
        });
    }

    /** Aborts what was begun longer than {@code age} ago; returns how many uploads. */
    int sweep(Duration age) {
        Instant before = Instant.now().minus(age);
        int aborted = 0;
        try {
            for (MultipartUpload upload : bucket.client()
                    .listMultipartUploadsPaginator(
                            list -> list.bucket(bucket.name()).prefix(bucket.folder()))
                    .uploads()) {
                aborted += upload.initiated().isBefore(before) && abort(upload) ? 1 : 0;
            }
        } catch (SdkException e) {
            throw bucket.failure(Action.SWEEP, bucket.folder(), e);
        }
        return aborted;
    }

    private boolean abort(MultipartUpload upload) {
        try {
            bucket.client()
                    .abortMultipartUpload(abort ->
                            abort.bucket(bucket.name()).key(upload.key()).uploadId(upload.uploadId()));
            return true;
        } catch (SdkException e) {
            if (Bucket.isMissing(e)) {
                return false; // another process was faster
            }
            throw e;
        }
    }
}
