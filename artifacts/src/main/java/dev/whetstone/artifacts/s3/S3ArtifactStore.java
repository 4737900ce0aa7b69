package dev.whetstone.artifacts.s3;

import dev.whetstone.artifacts.ArtifactCorruptException;
import dev.whetstone.artifacts.ArtifactException;
import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.ArtifactStoreUnavailableException;
import dev.whetstone.artifacts.ContentWriter;
import dev.whetstone.artifacts.PartFile;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A bucket that any number of processes share. What is written is hashed into a local file first, since its key is its digest, and then
 * put there if nothing is. What is read comes through a local cache, whole and checked before its first byte is given out; a connection
 * that breaks is taken up where it broke. See docs/decisions/0021-artifacts-on-s3.md.
 */
public final class S3ArtifactStore implements ArtifactStore {

    /** A read whose bytes are wrong is tried again before the object is called corrupt: the network may have done it. */
    private static final int READS = 3;

    private final Bucket bucket;
    private final Limits limits;
    private final ArtifactCache cache;
    private final Upload upload;
    private final Leftovers leftovers;

    private final boolean sweeps;

    private S3ArtifactStore(Bucket bucket, Limits limits, ArtifactCache cache, boolean sweeps) {
        this.bucket = bucket;
        this.limits = limits;
        this.cache = cache;
        this.upload = new Upload(bucket, limits);
        this.leftovers = new Leftovers(bucket);
        this.sweeps = sweeps;
    }

    /** With the credentials of the environment or the pod's identity. Asks nothing of the server yet: it may be away at the start. */
    public static S3ArtifactStore open(S3Settings settings, Duration patience) {
        return open(
                settings,
                Limits.of(patience),
                DefaultCredentialsProvider.builder().build(),
                true);
    }

    /** Sweeps when it is told to, and not by itself. */
    static S3ArtifactStore open(S3Settings settings, Limits limits, AwsCredentialsProvider credentials) {
        return open(settings, limits, credentials, false);
    }

    private static S3ArtifactStore open(
            S3Settings settings, Limits limits, AwsCredentialsProvider credentials, boolean sweeps) {
        Bucket bucket = new Bucket(settings, Clients.create(settings, limits, credentials));
        ArtifactCache cache = new ArtifactCache(settings.cacheDirectory(), settings.cacheBytes());
        return new S3ArtifactStore(bucket, limits, cache, sweeps);
    }

    @Override
    public ArtifactRef write(ContentWriter content, Optional<Digest> expected) {
        MessageDigest hash = Digest.sha256();
        try (PartFile part = cache.newPart(hash)) {
            content.writeTo(part);
            Digest digest = Digest.of(hash);
            ArtifactCorruptException.requireExpected(expected, digest);
            ArtifactRef ref = ArtifactStore.reference(digest, part.size());
            if (sweeps && upload.inParts(ref)) {
                leftovers.sweepNowAndThen();
            }
            upload.put(part, ref);
            return ref;
        } catch (IOException e) {
            throw new ArtifactException("the content could not be read to its end: " + e + "; nothing was stored", e);
        }
    }

    @Override
    public InputStream open(ArtifactRef ref) {
        return cache.find(ref).orElseGet(() -> fetch(ref));
    }

    private InputStream fetch(ArtifactRef ref) {
        Optional<Digest> found = Optional.empty();
        for (int read = 0; read < READS; read++) {
            MessageDigest hash = Digest.sha256();
            try (PartFile part = cache.newPart(hash)) {
                new Download(bucket, limits, ref).into(part);
                found = Optional.of(Digest.of(hash));
                if (found.get().equals(ref.digest())) {
                    return cache.keep(part, ref);
                }
            } catch (Download.ObjectChanged e) {
                // begin anew
            }
        }
        if (found.isEmpty()) {
            throw new ArtifactStoreUnavailableException(
                    bucket.key(ref.digest()) + " in " + bucket + " is being replaced again and again; try later", null);
        }
        throw bucket.corrupt(ref.digest(), "its bytes hash to " + found.get());
    }

    @Override
    public Optional<ArtifactRef> find(Digest digest) {
        OptionalLong size = bucket.size(digest);
        return size.isPresent() ? Optional.of(ArtifactStore.reference(digest, size.getAsLong())) : Optional.empty();
    }

    /**
     * Asks about the local disk alone. A bucket that is away is away for all replicas: taking each of them out of service would turn
     * answers that say why, and everything that needs no artifact, into refused connections.
     */
    @Override
    public void requireAnswering() {
        cache.requireWritable();
    }

    /** Aborts unfinished uploads that are older than {@code age}; returns how many. */
    int sweep(Duration age) {
        return leftovers.sweep(age);
    }

    @Override
    public String toString() {
        return bucket.toString();
    }
}
