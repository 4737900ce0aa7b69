package dev.whetstone.artifacts.s3;

import static dev.whetstone.artifacts.Content.files;
import static org.awaitility.Awaitility.await;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real S3 server over a folder: one for all tests of this process, each of which has a prefix of its own in its bucket. */
final class S3Server {

    static final String BUCKET = "artifacts";
    static final String ACCESS_KEY = "tester";
    static final String SECRET_KEY = "tester-secret";

    private static S3Server shared;

    private final Path data;
    private final int port;

    private S3Server(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    static synchronized S3Server shared() {
        if (shared == null) {
            try {
                shared = start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shared;
    }

    private static S3Server start() throws IOException {
        Path data = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "s3-data");
        Path meta = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "s3-meta");
        Files.createDirectories(data.resolve(BUCKET));
        int port = freePort();
        ProcessBuilder server = new ProcessBuilder(
                binary().toString(),
                "--port",
                "127.0.0.1:" + port,
                "posix",
                "--sidecar",
                meta.toString(),
                data.toString());
        server.environment().putAll(Map.of("ROOT_ACCESS_KEY", ACCESS_KEY, "ROOT_SECRET_KEY", SECRET_KEY));
        server.redirectErrorStream(true).redirectOutput(meta.resolve("log").toFile());
        Process process = server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        awaitAnswer(process, port, meta.resolve("log"));
        return new S3Server(data, port);
    }

    private static Path binary() {
        String tools = Optional.ofNullable(System.getenv("WHETSTONE_TOOLS"))
                .orElseThrow(() -> new IllegalStateException(
                        "WHETSTONE_TOOLS is not set: run these tests by ./whetstone test kubernetes"));
        return Path.of(tools, "bin", "versitygw");
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static void awaitAnswer(Process process, int port, Path log) throws IOException {
        await().atMost(Duration.ofSeconds(30)).until(() -> !process.isAlive() || listens(port));
        if (!process.isAlive()) {
            throw new IllegalStateException("the S3 server does not start: " + Files.readString(log));
        }
    }

    private static boolean listens(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    static AwsCredentialsProvider credentials() {
        return credentials(SECRET_KEY);
    }

    static AwsCredentialsProvider credentials(String secret) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, secret));
    }

    S3Settings settings(String prefix, URI endpoint, Path cache) {
        return new S3Settings(BUCKET, prefix, Optional.of(endpoint), Optional.empty(), true, cache, 1L << 30);
    }

    /** As an operator does it, and so with what the server notes about it. */
    void delete(Path object) {
        S3Settings settings = settings("", endpoint(), data);
        Limits limits = Limits.of(Duration.ZERO);
        try (S3Client client = Clients.create(settings, limits, credentials())) {
            client.deleteObject(delete -> delete.bucket(BUCKET)
                    .key(data.resolve(BUCKET).relativize(object).toString()));
        }
    }

    /** The objects under a prefix, as the server's files. */
    List<Path> objects(String prefix) {
        Path folder = data.resolve(BUCKET).resolve(prefix);
        return Files.exists(folder) ? files(folder) : List.of();
    }
}
