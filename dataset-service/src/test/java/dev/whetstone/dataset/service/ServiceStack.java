package dev.whetstone.dataset.service;

import dev.whetstone.artifacts.PrivateSealingKey;
import dev.whetstone.artifacts.SealingKeys;
import dev.whetstone.local.EmbeddedStack;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the service needs: broker, database behind a {@link BreakableProxy}, artifact directory, and keys. Whatever test code needs of it
 * is passed on by system properties (texts only), since Quarkus loads this class more than once.
 */
public final class ServiceStack implements QuarkusTestResourceLifecycleManager {

    static final Path DIRECTORY = Path.of("target", "service-test").toAbsolutePath();
    static final Path ARTIFACTS = DIRECTORY.resolve("artifacts");
    static final Path OWN_KEY = DIRECTORY.resolve("dataset-service.key");
    static final Path EVALUATION_KEY = DIRECTORY.resolve("eval-service.key");

    private static final String PROXY = "whetstone.test.database-proxy";
    private static final Pattern ADDRESS = Pattern.compile("//([^:/]+):([0-9]+)/");

    @Override
    public Map<String, String> start() {
        EmbeddedStack stack = new EmbeddedStack();
        stack.init(Map.of("schema", "dataset"));
        Map<String, String> settings = new HashMap<>(stack.start());
        settings.computeIfPresent("quarkus.datasource.jdbc.url", (_, url) -> throughProxy(url));
        settings.put("whetstone.artifacts.directory", ARTIFACTS.toString());
        settings.put(
                "whetstone.ingest.spool-directory", DIRECTORY.resolve("spool").toString());
        settings.put("whetstone.ingest.max-upload", "32M");
        settings.put("whetstone.sealing.private-key", OWN_KEY.toString());
        settings.put("whetstone.sealing.eval-service-public-key", writeKeys().toString());
        settings.put("quarkus.http.test-port", "0");
        return settings;
    }

    private static Path writeKeys() {
        SealingKeys.generate().write(OWN_KEY);
        PrivateSealingKey evaluation = SealingKeys.generate();
        evaluation.write(EVALUATION_KEY);
        Path publicKey = DIRECTORY.resolve("eval-service.pub");
        evaluation.publicKey().write(publicKey);
        return publicKey;
    }

    private static String throughProxy(String url) {
        Matcher address = ADDRESS.matcher(url);
        if (!address.find()) {
            throw new IllegalStateException("no address in " + url);
        }
        BreakableProxy proxy = BreakableProxy.start(address.group(1), Integer.parseInt(address.group(2)));
        System.setProperty(PROXY, String.valueOf(proxy.controlPort()));
        return address.replaceFirst("//127.0.0.1:" + proxy.port() + "/");
    }

    /** Returns when all connections are broken, or new ones are let through again. */
    static void databaseReachable(boolean reachable) {
        try (Socket control = new Socket("127.0.0.1", Integer.getInteger(PROXY))) {
            control.getOutputStream().write(reachable ? 1 : 0);
            control.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Broker and database go on for the next test class. */
    @Override
    public void stop() {}
}
