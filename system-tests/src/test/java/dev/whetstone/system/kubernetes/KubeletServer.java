package dev.whetstone.system.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The one request of a kubelet's that the API server passes on to it here: {@code GET /containerLogs/NAMESPACE/POD/CONTAINER?tailLines=N}. */
final class KubeletServer implements AutoCloseable {

    private static final char[] PASSWORD = "loopback".toCharArray();
    private static final Pattern TAIL = Pattern.compile("tailLines=(\\d+)");

    private final HttpsServer server;
    private final Function<String, Optional<Path>> logOfPod;

    KubeletServer(Path directory, Function<String, Optional<Path>> logOfPod) {
        this.logOfPod = logOfPod;
        try {
            server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context(directory)));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot serve logs", e);
        }
        server.createContext("/containerLogs/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        Optional<Path> log = logOfPod.apply(path[3]).filter(Files::exists);
        List<String> lines = log.isPresent() ? Files.readAllLines(log.get()) : List.of();
        Matcher tail = TAIL.matcher(
                Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse(""));
        int from = tail.find() ? Math.max(0, lines.size() - Integer.parseInt(tail.group(1))) : 0;
        byte[] body = String.join("\n", lines.subList(from, lines.size())).getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(log.isPresent() ? 200 : 404, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** A certificate of its own making: the API server does not look at it unless it is told to. */
    private static SSLContext context(Path directory) throws IOException, GeneralSecurityException {
        Files.createDirectories(directory);
        Path file = directory.resolve("kubelet.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "kubelet",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=kubelet",
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        try {
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException(
                        "keytool failed: " + Files.readString(directory.resolve("keytool.log")));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
