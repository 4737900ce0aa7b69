package dev.whetstone.system.kubernetes;

import dev.whetstone.local.Ports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A real S3 server over a folder, with one bucket. */
final class S3Server implements AutoCloseable {

    static final String BUCKET = "artifacts";
    private static final String ACCESS_KEY = "whetstone";
    private static final String SECRET_KEY = "not-a-secret-of-anybody";
    private static final String REGION = "us-east-1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int port;
    private final ServerProcess process;

    private S3Server(int port, ServerProcess process) {
        this.port = port;
        this.process = process;
    }

    static S3Server start(Path directory) {
        int port = Ports.free();
        try {
            // A bucket is a folder of the server's.
            Files.createDirectories(directory.resolve("data").resolve(BUCKET));
            Files.createDirectories(directory.resolve("attributes"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ServerProcess process = ServerProcess.start(
                "s3",
                Path.of("/usr/bin/env"),
                directory,
                List.of(
                        "ROOT_ACCESS_KEY=" + ACCESS_KEY,
                        "ROOT_SECRET_KEY=" + SECRET_KEY,
                        Tools.find().program("versitygw").toString(),
                        "--port=127.0.0.1:" + port,
                        "--region=" + REGION,
                        "posix",
                        "--sidecar=" + directory.resolve("attributes"),
                        directory.resolve("data").toString()));
        S3Server server = new S3Server(port, process);
        server.awaitReady();
        return server;
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            process.requireAlive();
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
        throw new IllegalStateException("the S3 server does not answer:\n" + process.logTail());
    }

    String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** Of a service's or a worker's process: where the store is. */
    Map<String, String> settings() {
        return Map.of(
                "whetstone.artifacts.s3.bucket",
                BUCKET,
                "whetstone.artifacts.s3.endpoint",
                endpoint(),
                "whetstone.artifacts.s3.region",
                REGION,
                "whetstone.artifacts.s3.path-style",
                "true");
    }

    /** In the SDK's own names. */
    Map<String, String> credentials() {
        return Map.of("AWS_ACCESS_KEY_ID", ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    }

    @Override
    public void close() {
        process.close();
    }
}
