package dev.whetstone.artifacts.s3;

import dev.whetstone.artifacts.ArtifactCorruptException;
import dev.whetstone.artifacts.DiskFailure;
import dev.whetstone.artifacts.PartFile;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;

/**
 * Brings a hashed file under the key of its digest, if nothing is there yet. The server checks what it receives against SHA-256, whole
 * or part by part, and makes the object only in the last call, on the condition that there is none: so it is written once, and in full.
 */
final class Upload {

    private static final String IF_NONE = "*";
    private static final int TRIES = 3;

    private final Bucket bucket;
    private final Limits limits;

    Upload(Bucket bucket, Limits limits) {
        this.bucket = bucket;
        this.limits = limits;
    }

    boolean inParts(ArtifactRef ref) {
        return ref.size() > limits.partBytes();
    }

    void put(PartFile content, ArtifactRef ref) {
        for (int tried = 1; !isThere(content, ref, tried == TRIES); tried++) {
            // Another writer's upload was in the way, and it is not known how that ended.
        }
    }

    private boolean isThere(PartFile content, ArtifactRef ref, boolean last) {
        try {
            if (!inParts(ref)) {
                putWhole(content, ref);
            } else if (!isStored(ref)) {
                putInParts(content, ref);
            }
            return true;
        } catch (SdkException e) {
            boolean anotherWriter = Bucket.hasStatus(e, 412) || Bucket.hasStatus(e, 409) || Bucket.isMissing(e);
            if (anotherWriter && isStored(ref)) {
                return true;
            }
            if (anotherWriter && !last) {
                return false;
            }
            throw bucket.failure(Action.STORE, bucket.key(ref.digest()), e);
        } catch (UncheckedIOException e) {
            throw DiskFailure.of("read " + content.path() + " to send it", content.path(), e.getCause());
        }
    }

    /** @throws ArtifactCorruptException when something else lies there: a conditional put will never replace it */
    private boolean isStored(ArtifactRef ref) {
        OptionalLong size = bucket.size(ref.digest());
        if (size.isPresent() && size.getAsLong() != ref.size()) {
            throw bucket.corrupt(
                    ref.digest(), "its object has " + size.getAsLong() + " bytes instead of " + ref.size());
        }
        return size.isPresent();
    }

    private void putWhole(PartFile content, ArtifactRef ref) {
        bucket.client()
                .putObject(
                        put -> put.bucket(bucket.name())
                                .key(bucket.key(ref.digest()))
                                .ifNoneMatch(IF_NONE)
                                .checksumSHA256(sha256(content, 0, ref.size()))
                                .overrideConfiguration(limits::sending),
                        body(content, 0, ref.size()));
    }

    private void putInParts(PartFile content, ArtifactRef ref) {
        String key = bucket.key(ref.digest());
        String upload = bucket.client()
                .createMultipartUpload(create -> create.bucket(bucket.name())
                        .key(key)
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                        .checksumType(ChecksumType.COMPOSITE))
                .uploadId();
        try {
            List<CompletedPart> parts = putParts(content, ref, key, upload);
            bucket.client()
                    .completeMultipartUpload(complete -> complete.bucket(bucket.name())
                            .key(key)
                            .uploadId(upload)
                            .multipartUpload(all -> all.parts(parts))
                            .ifNoneMatch(IF_NONE)
                            .overrideConfiguration(limits::sending));
        } catch (RuntimeException e) {
            abort(key, upload, e);
            throw e;
        }
    }

    private List<CompletedPart> putParts(PartFile content, ArtifactRef ref, String key, String upload) {
        long partBytes = limits.partBytes(ref.size());
        List<CompletedPart> parts = new ArrayList<>();
        for (long offset = 0; offset < ref.size(); offset += partBytes) {
            long from = offset;
            long length = Math.min(partBytes, ref.size() - from);
            int number = parts.size() + 1;
            String checksum = sha256(content, from, length);
            String etag = bucket.client()
                    .uploadPart(
                            part -> part.bucket(bucket.name())
                                    .key(key)
                                    .uploadId(upload)
                                    .partNumber(number)
                                    .checksumSHA256(checksum)
                                    .overrideConfiguration(limits::sending),
                            body(content, from, length))
                    .eTag();
            parts.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(etag)
                    .checksumSHA256(checksum)
                    .build());
        }
        return parts;
    }

    /** What cannot be aborted now is swept later. */
    private void abort(String key, String upload, RuntimeException reason) {
        try {
            bucket.client()
                    .abortMultipartUpload(
                            abort -> abort.bucket(bucket.name()).key(key).uploadId(upload));
        } catch (SdkException e) {
            reason.addSuppressed(e);
        }
    }

    /** Read anew for each try. */
    private static RequestBody body(PartFile content, long offset, long length) {
        return RequestBody.fromContentProvider(
                () -> slice(content, offset, length), length, "application/octet-stream");
    }

    private static InputStream slice(PartFile content, long offset, long length) {
        try {
            return content.slice(offset, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(PartFile content, long offset, long length) {
        try (InputStream in = content.slice(offset, length)) {
            return Base64.getEncoder().encodeToString(Digest.of(in).bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
