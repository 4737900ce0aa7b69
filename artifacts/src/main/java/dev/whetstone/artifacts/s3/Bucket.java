package dev.whetstone.artifacts.s3;

import dev.whetstone.artifacts.ArtifactCorruptException;
import dev.whetstone.artifacts.ArtifactException;
import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.ArtifactStoreUnavailableException;
import dev.whetstone.contracts.Digest;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.Optional;
import java.util.OptionalLong;

/** A client, the names of objects in one bucket, and what its refusals mean. */
final class Bucket {

    private final S3Settings settings;
    private final S3Client client;

    Bucket(S3Settings settings, S3Client client) {
        this.settings = settings;
        this.client = client;
    }

    S3Client client() {
        return client;
    }

    String name() {
        return settings.bucket();
    }

    /** The layout of a directory store, so that one can be copied to the other with any tool. */
    String key(Digest digest) {
        return settings.prefix() + ArtifactStore.pathOf(digest);
    }

    String folder() {
        return settings.prefix() + "sha256/";
    }

    /** Empty when there is no such object. */
    OptionalLong size(Digest digest) {
        try {
            return OptionalLong.of(
                    client.headObject(request -> request.bucket(name()).key(key(digest)))
                            .contentLength());
        } catch (SdkException e) {
            if (isMissing(e)) {
                return OptionalLong.empty();
            }
            throw failure(Action.LOOK, key(digest), e);
        }
    }

    static boolean hasStatus(SdkException e, int status) {
        return e instanceof S3Exception s3 && s3.statusCode() == status;
    }

    /** Where the bucket itself is missing, that is to be said instead; an answer without a body cannot tell, and means the object. */
    static boolean isMissing(SdkException e) {
        return hasStatus(e, 404) && !code(e).equals("NoSuchBucket");
    }

    static String code(SdkException e) {
        return details(e).map(AwsErrorDetails::errorCode).orElse("");
    }

    private static Optional<AwsErrorDetails> details(SdkException e) {
        return e instanceof S3Exception s3 ? Optional.ofNullable(s3.awsErrorDetails()) : Optional.empty();
    }

    ArtifactException failure(Action action, String key, SdkException e) {
        return new ArtifactStoreUnavailableException(reason(action, key, e), e);
    }

    ArtifactCorruptException corrupt(Digest digest, String how) {
        return new ArtifactCorruptException(
                digest,
                "in " + this + ", " + how,
                "delete " + key(digest) + " there, then put the original bytes again",
                null);
    }

    private String reason(Action action, String key, SdkException e) {
        String what = action.words() + " " + key + " in " + this;
        if (hasStatus(e, 403)) {
            return what + " is refused: " + said(e) + "; check the credentials of this process, and that they may "
                    + action.permissions();
        }
        if (code(e).equals("NoSuchBucket")) {
            return what + " fails: there is no such bucket; create it, or correct " + S3Settings.BUCKET;
        }
        if (hasStatus(e, 301) || hasStatus(e, 307) || hasStatus(e, 400)) {
            return what + " fails: " + said(e) + "; check " + S3Settings.REGION + ", " + S3Settings.ENDPOINT + " and "
                    + S3Settings.PATH_STYLE;
        }
        if (String.valueOf(e.rawMessage()).startsWith("Unable to load credentials")) {
            return what + " fails: this process has no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in"
                    + " its environment, or give its pod an identity";
        }
        return what + " fails for now: " + said(e) + "; tried " + e.numAttempts()
                + " times; it works again when the store does";
    }

    private static String said(SdkException e) {
        if (e instanceof S3Exception s3) {
            String words = details(e)
                    .map(details -> details.errorCode() + ", " + details.errorMessage())
                    .orElse("no reason given");
            return s3.statusCode() + " " + words + " (request " + s3.requestId() + ")";
        }
        return String.valueOf(e.rawMessage());
    }

    @Override
    public String toString() {
        String where = settings.endpoint().map(endpoint -> " at " + endpoint).orElse("");
        return "bucket " + name() + where;
    }
}
