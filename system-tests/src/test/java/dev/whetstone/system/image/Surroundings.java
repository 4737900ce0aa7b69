package dev.whetstone.system.image;

import dev.whetstone.cli.stack.GivenToServices;
import dev.whetstone.cli.stack.StackDirectory;
import dev.whetstone.engine.sample.TinyModel;
import dev.whetstone.local.DatabaseAccess;
import dev.whetstone.local.NodeProcess;
import dev.whetstone.local.PostgresNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What lies around pods: a broker, a database, keys, the artifact store and a base model, under the names by which manifests ask for
 * them. What a manifest asks for and nobody knows of is an error.
 */
record Surroundings(Path root, StackDirectory directory, Path model, NodeProcess kafka, NodeProcess postgres)
        implements AutoCloseable {

    private static final Map<String, String> SCHEMAS = Map.of(
            "dataset-service-database", "dataset",
            "eval-service-database", "evaluation",
            "training-service-database", "training");
    /** As Alertmanager would show it. */
    static final String INTAKE_TOKEN = "a token of this test";

    private static final List<String> KEY_OWNERS = List.of("dataset-service", "eval-service");

    static Surroundings start(Path root) {
        StackDirectory directory = GivenToServices.prepare(root.resolve("stack"));
        Path model = TinyModel.write(root.resolve("model"));
        layOutSecrets(root, directory);
        return new Surroundings(
                root,
                directory,
                model,
                NodeProcess.kafka(directory.data("kafka"), 0),
                NodeProcess.postgres(directory.data("postgres"), 0));
    }

    /** As the Secrets, and the ConfigMap of public keys, are mounted. */
    private static void layOutSecrets(Path root, StackDirectory directory) {
        try {
            Path known = Files.createDirectories(root.resolve("sealing-public-keys"));
            for (String owner : KEY_OWNERS) {
                Files.copy(directory.publicKey(owner), known.resolve(owner + ".json"));
                Path own = Files.createDirectories(root.resolve(owner + "-sealing"));
                Files.copy(directory.privateKey(owner), own.resolve("key.json"));
            }
            Files.writeString(
                    Files.createDirectories(root.resolve("alert-intake")).resolve("token"), INTAKE_TOKEN + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String broker() {
        return "127.0.0.1:" + kafka.port();
    }

    /** @param source kind and name; a ConfigMap's may end in a hash */
    Path content(String source) {
        return switch (source.replaceFirst("^(configMap/.*?)-[0-9a-z]{10}$", "$1")) {
            case "persistentVolumeClaim/base-model" -> model;
            case "secret/dataset-service-sealing",
                    "secret/eval-service-sealing",
                    "secret/alert-intake",
                    "configMap/sealing-public-keys" -> root.resolve(source.substring(source.indexOf('/') + 1));
            case "configMap/worker-job" -> ImageTree.HOME.resolve("deploy/kustomize/base/training-service");
            default -> throw new IllegalArgumentException("nothing is known to lie in " + source);
        };
    }

    /** The artifact store is a directory that all pods mount, in the place of a bucket. */
    Map<String, String> variables(String source) {
        return switch (source.replaceFirst("-[0-9a-z]{10}$", "")) {
            case "configMap/kafka" -> Map.of("KAFKA_BOOTSTRAP_SERVERS", broker());
            case "configMap/artifact-store" -> Map.of("WHETSTONE_ARTIFACTS_DIRECTORY", Pod.ARTIFACTS);
            default -> throw new IllegalArgumentException("no variables are known of " + source);
        };
    }

    String secret(String name, String key) {
        DatabaseAccess access = PostgresNode.access(directory.data("postgres"), postgres.port(), schema(name));
        return switch (key) {
            case "jdbc-uri" -> access.jdbcUrl();
            case "username" -> access.username();
            case "password" -> access.password();
            default -> throw new IllegalArgumentException("secret " + name + " has no key " + key);
        };
    }

    private static String schema(String secret) {
        if (!SCHEMAS.containsKey(secret)) {
            throw new IllegalArgumentException("no secret " + secret + " is known");
        }
        return SCHEMAS.get(secret);
    }

    @Override
    public void close() {
        kafka.close();
        postgres.close();
    }
}
