package dev.whetstone.artifacts.s3;

import dev.whetstone.artifacts.ArtifactMissingException;
import dev.whetstone.artifacts.ArtifactStoreUnavailableException;
import dev.whetstone.contracts.ArtifactRef;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;

/** One object's bytes, over as many connections as it takes: each asks for what is missing still, of the same object. */
final class Download {

    private final Bucket bucket;
    private final Limits limits;
    private final ArtifactRef ref;
    private final byte[] buffer = new byte[1 << 16];
    private Optional<String> etag = Optional.empty();
    private long received;

    Download(Bucket bucket, Limits limits, ArtifactRef ref) {
        this.bucket = bucket;
        this.limits = limits;
        this.ref = ref;
    }

    /** @throws ObjectChanged when the object was replaced in the middle */
    void into(OutputStream out) throws ObjectChanged {
        int fruitless = 0;
        Instant progressed = Instant.now();
        boolean whole = false;
        while (!whole) {
            long before = received;
            try {
                receive(out);
                whole = true;
            } catch (IOException | SdkClientException broken) {
                fruitless = received > before ? 0 : fruitless + 1;
                progressed = received > before ? Instant.now() : progressed;
                if (fruitless > 1 && progressed.plus(limits.patience()).isBefore(Instant.now())) {
                    throw away(broken);
                }
                pause(Math.max(1, fruitless), broken);
            }
        }
    }

    private void receive(OutputStream out) throws IOException, ObjectChanged {
        try (ResponseInputStream<GetObjectResponse> in = request()) {
            try {
                Optional.ofNullable(in.response().contentLength()).ifPresent(left -> requireSize(received + left));
                etag = Optional.ofNullable(in.response().eTag());
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    out.write(buffer, 0, count);
                    received += count;
                    requireSize(Math.max(received, ref.size()));
                }
            } catch (IOException | RuntimeException e) {
                in.abort(); // closing would read on to the end
                throw e;
            }
        }
        if (received < ref.size()) {
            throw new IOException("the connection ended after " + received + " of " + ref.size() + " bytes");
        }
    }

    private ResponseInputStream<GetObjectResponse> request() throws ObjectChanged {
        GetObjectRequest.Builder get =
                GetObjectRequest.builder().bucket(bucket.name()).key(bucket.key(ref.digest()));
        if (received > 0) {
            get.range("bytes=" + received + "-").ifMatch(etag.orElse(null));
        }
        try {
            return bucket.client().getObject(get.build());
        } catch (SdkClientException e) {
            throw away(e); // the client has had its patience already
        } catch (SdkException e) {
            if (Bucket.isMissing(e)) {
                throw new ArtifactMissingException(ref.digest(), bucket);
            }
            if (Bucket.hasStatus(e, 412)) {
                throw new ObjectChanged();
            }
            throw bucket.failure(Action.READ, bucket.key(ref.digest()), e);
        }
    }

    private void requireSize(long size) {
        if (size != ref.size()) {
            throw bucket.corrupt(ref.digest(), "expected " + ref.size() + " bytes, but there are " + size);
        }
    }

    private void pause(int fruitless, Exception broken) {
        try {
            Thread.sleep(limits.pauses().computeDelay(fruitless));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away(broken);
        }
    }

    private ArtifactStoreUnavailableException away(Exception cause) {
        return new ArtifactStoreUnavailableException(
                "reading " + bucket.key(ref.digest()) + " in " + bucket + " fails for now, after " + received + " of "
                        + ref.size() + " bytes: " + cause.getMessage() + "; it works again when the store does",
                cause);
    }

    /** Another object lies there now, which has the same bytes: begin anew. */
    static final class ObjectChanged extends Exception {}
}
