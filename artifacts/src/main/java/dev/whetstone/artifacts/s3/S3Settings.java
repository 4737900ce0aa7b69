package dev.whetstone.artifacts.s3;

import dev.whetstone.contracts.Require;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * A bucket and how to reach it. Credentials are not among it: they come from the environment or the pod's identity.
 *
 * @param prefix of every key, empty or with a slash at its end
 * @param endpoint of any S3-compatible store; without it, AWS
 * @param region without it, what the environment says; with an endpoint alone, one that such stores ignore
 * @param pathStyle the bucket in the path of the address instead of in its host
 * @param cacheDirectory local; several processes of one machine may share it
 * @param cacheBytes what the cache may hold; what is being written or fetched right now comes on top
 */
public record S3Settings(
        String bucket,
        String prefix,
        Optional<URI> endpoint,
        Optional<String> region,
        boolean pathStyle,
        Path cacheDirectory,
        long cacheBytes) {

    public static final String BUCKET = "whetstone.artifacts.s3.bucket";

    static final String PREFIX = "whetstone.artifacts.s3.prefix";
    static final String ENDPOINT = "whetstone.artifacts.s3.endpoint";
    static final String REGION = "whetstone.artifacts.s3.region";
    static final String PATH_STYLE = "whetstone.artifacts.s3.path-style";
    static final String CACHE_DIRECTORY = "whetstone.artifacts.s3.cache-directory";
    static final String CACHE_SIZE = "whetstone.artifacts.s3.cache-size";

    private static final long DEFAULT_CACHE_BYTES = 10L << 30;

    public S3Settings {
        Require.text(BUCKET, bucket);
        Require.present(CACHE_DIRECTORY, cacheDirectory);
        Require.atLeast(CACHE_SIZE, cacheBytes, 0);
        prefix = withSlash(prefix);
        cacheDirectory = cacheDirectory.toAbsolutePath();
        endpoint.ifPresent(S3Settings::requireAddress);
    }

    /** Empty when no bucket is set. */
    public static Optional<S3Settings> from(Function<String, Optional<String>> lookup) {
        return lookup.apply(BUCKET)
                .map(bucket -> new S3Settings(
                        bucket.strip(),
                        lookup.apply(PREFIX).orElse(""),
                        lookup.apply(ENDPOINT).map(S3Settings::address),
                        lookup.apply(REGION).map(String::strip),
                        lookup.apply(PATH_STYLE).map(S3Settings::yesOrNo).orElse(false),
                        lookup.apply(CACHE_DIRECTORY).map(Path::of).orElseThrow(S3Settings::noCache),
                        lookup.apply(CACHE_SIZE)
                                .map(text -> ByteSize.parse(CACHE_SIZE, text))
                                .orElse(DEFAULT_CACHE_BYTES)));
    }

    private static String withSlash(String prefix) {
        String inner = prefix.strip().replaceAll("^/+|/+$", "");
        return inner.isEmpty() ? "" : inner + "/";
    }

    private static URI address(String text) {
        try {
            return URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            throw noAddress(text, e);
        }
    }

    private static void requireAddress(URI endpoint) {
        boolean web = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
        if (!web || endpoint.getHost() == null) {
            throw noAddress(endpoint, null);
        }
        if (endpoint.getUserInfo() != null) {
            throw new IllegalArgumentException(ENDPOINT + ": credentials do not belong into the address of "
                    + endpoint.getHost() + "; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment");
        }
    }

    private static IllegalArgumentException noAddress(Object got, Exception cause) {
        return new IllegalArgumentException(
                ENDPOINT + ": expected an address like https://s3.example.com:9000, but got '" + got + "'", cause);
    }

    private static boolean yesOrNo(String text) {
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException(PATH_STYLE + ": expected true or false, but got '" + text + "'");
        };
    }

    private static IllegalArgumentException noCache() {
        return new IllegalArgumentException(CACHE_DIRECTORY + " is not set: artifacts of a bucket pass through a local"
                + " directory; name one with room for " + CACHE_SIZE + " and what is written at once");
    }
}
