package dev.whetstone.system.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.UUID;

/** What the servers of one cluster read: keys of service accounts, the administrator's token, kubeconfigs, kwok's stages. */
final class ClusterFiles {

    private static final String SELECTOR = "    matchExpressions:\n";
    /** The tests run a worker's command themselves and say what becomes of its pod. */
    private static final String NO_WORKERS = """
                - key: '.metadata.labels["app.kubernetes.io/component"]'
                  operator: 'NotIn'
                  values:
                  - 'training-worker'
            """;

    private final Path directory;
    private final int port;
    private final String adminToken = UUID.randomUUID().toString();

    ClusterFiles(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    Path privateKey() {
        return directory.resolve("service-accounts.key");
    }

    Path publicKey() {
        return directory.resolve("service-accounts.pub");
    }

    Path tokens() {
        return directory.resolve("tokens.csv");
    }

    Path certificates() {
        return directory.resolve("certificates");
    }

    /** The API server writes it at its first start and signs itself. */
    Path authority() {
        return certificates().resolve("apiserver.crt");
    }

    Path adminKubeconfig() {
        return directory.resolve("kubeconfig");
    }

    void write() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            Files.writeString(privateKey(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            Files.writeString(publicKey(), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
            Files.writeString(tokens(), adminToken + ",admin,admin,system:masters\n");
            Files.writeString(adminKubeconfig(), kubeconfig(adminToken));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Path writeKubeconfig(String name, String token) {
        try {
            return Files.writeString(directory.resolve("kubeconfig-" + name), kubeconfig(token));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A stage of pods, for all but the workers'. */
    Path withoutWorkers(Path stage) {
        try {
            String text = Files.readString(stage);
            if (!text.contains(SELECTOR)) {
                throw new IllegalStateException(stage + " selects by something else than expressions");
            }
            return Files.writeString(
                    directory.resolve(stage.getFileName()), text.replace(SELECTOR, SELECTOR + NO_WORKERS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String kubeconfig(String token) {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                  - name: loopback
                    cluster: {server: "https://127.0.0.1:%d", certificate-authority: "%s"}
                users:
                  - name: user
                    user: {token: "%s"}
                contexts:
                  - name: loopback
                    context: {cluster: loopback, user: user}
                current-context: loopback
                """.formatted(port, authority(), token);
    }

    private static String pem(String kind, byte[] key) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes()).encodeToString(key) + "\n-----END " + kind + "-----\n";
    }
}
