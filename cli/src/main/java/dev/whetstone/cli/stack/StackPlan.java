package dev.whetstone.cli.stack;

import dev.whetstone.cli.Installation;
import dev.whetstone.cli.api.ServiceClient;
import dev.whetstone.local.DatabaseAccess;
import dev.whetstone.local.PostgresNode;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Command lines of the stack's processes: which port, which directory, which key each of them gets, and none it should not have. */
final class StackPlan {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Installation installation;
    private final StackDirectory directory;
    private final StackPorts ports;
    private final Path baseModel;
    private final StackSettings settings;

    StackPlan(
            Installation installation,
            StackDirectory directory,
            StackPorts ports,
            Path baseModel,
            StackSettings settings) {
        this.installation = installation;
        this.directory = directory;
        this.ports = ports;
        this.baseModel = baseModel;
        this.settings = settings;
    }

    List<ProcessSpec> servers() {
        return List.of(
                server("kafka", "dev.whetstone.local.KafkaNode", ports.kafka(), "-Xmx384m"),
                server("postgres", "dev.whetstone.local.PostgresNode", ports.postgres(), "-Xmx64m"));
    }

    List<ProcessSpec> services() {
        List<ProcessSpec> services = List.of(datasetService(), inferenceGateway(), evalService(), trainingService());
        directory.requireSettingsOnlyOf(services.stream().map(ProcessSpec::name).toList());
        return services;
    }

    private ProcessSpec datasetService() {
        DatabaseAccess database = database("dataset");
        Map<String, String> settings = withDatabase(service(ports.dataset()), database);
        settings.put(
                "whetstone.sealing.private-key",
                directory.privateKey("dataset-service").toString());
        settings.put(
                "whetstone.sealing.eval-service-public-key",
                directory.publicKey("eval-service").toString());
        return quarkus(installation.java("-Xmx256m"), "dataset-service", ports.dataset(), settings, secret(database));
    }

    private ProcessSpec evalService() {
        DatabaseAccess database = database("evaluation");
        Map<String, String> settings = withDatabase(service(ports.eval()), database);
        settings.put(
                "whetstone.sealing.private-key",
                directory.privateKey("eval-service").toString());
        settings.put(
                "whetstone.sealing.dataset-service-public-key",
                directory.publicKey("dataset-service").toString());
        settings.put("whetstone.gateway.address", "localhost:" + ports.grpc());
        this.settings.webhook().ifPresent(url -> settings.put("whetstone.alert.webhook", url.toString()));
        return quarkus(installation.java("-Xmx256m"), "eval-service", ports.eval(), settings, secret(database));
    }

    private ProcessSpec trainingService() {
        DatabaseAccess database = database("training");
        Map<String, String> settings = withDatabase(service(ports.training()), database);
        settings.put("whetstone.base-model.directory", baseModel.toString());
        settings.put("whetstone.training.work-directory", directory.training().toString());
        return quarkus(installation.java("-Xmx192m"), "training-service", ports.training(), settings, secret(database));
    }

    ProcessSpec inferenceGateway() {
        Map<String, String> settings = service(ports.gateway());
        settings.put("quarkus.grpc.server.port", Integer.toString(ports.grpc()));
        settings.put("quarkus.grpc.server.host", "127.0.0.1");
        settings.put("whetstone.base-model.directory", baseModel.toString());
        settings.put("whetstone.base-model.name", this.settings.baseModelName());
        settings.put("whetstone.replica", "gateway-1");
        settings.put(
                "whetstone.sealing.eval-service-public-key",
                directory.publicKey("eval-service").toString());
        // An evaluation asks for dozens of answers at once: a large batch, with room for 32 sequences of 1,280 tokens
        // in bfloat16.
        settings.put("whetstone.engine.max-batch", "32");
        settings.put("whetstone.engine.queue-capacity", "128");
        settings.put("whetstone.engine.kv-budget", "900M");
        return quarkus(installation.decodingJava("-Xmx256m"), "inference-gateway", ports.gateway(), settings, Map.of());
    }

    private Map<String, String> service(int port) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("quarkus.http.port", Integer.toString(port));
        settings.put("kafka.bootstrap.servers", "localhost:" + ports.kafka());
        settings.put("whetstone.artifacts.directory", directory.artifacts().toString());
        return settings;
    }

    private DatabaseAccess database(String schema) {
        return PostgresNode.access(directory.data("postgres"), ports.postgres(), schema);
    }

    private static Map<String, String> withDatabase(Map<String, String> settings, DatabaseAccess database) {
        settings.put("quarkus.datasource.jdbc.url", database.jdbcUrl());
        settings.put("quarkus.datasource.username", database.username());
        return settings;
    }

    /** Not on the command line, which every user of the machine can read. */
    private static Map<String, String> secret(DatabaseAccess database) {
        return Map.of("QUARKUS_DATASOURCE_PASSWORD", database.password());
    }

    private ProcessSpec quarkus(
            List<String> java, String name, int port, Map<String, String> settings, Map<String, String> environment) {
        settings.putAll(directory.settings(name));
        List<String> command = new ArrayList<>(java);
        settings.forEach((key, value) -> {
            if (!value.isEmpty()) {
                command.add("-D" + key + "=" + value);
            }
        });
        command.add("-jar");
        command.add(installation.service(name).toString());
        ServiceClient client = new ServiceClient(name, URI.create("http://localhost:" + port));
        return new ProcessSpec(
                name,
                command,
                environment,
                directory.log(name),
                port,
                () -> client.answers("/q/health/ready"),
                PATIENCE);
    }

    private ProcessSpec server(String name, String mainClass, int port, String heap) {
        List<String> command = new ArrayList<>(installation.java(heap));
        command.add("-cp");
        command.add(installation.classPath());
        command.add(mainClass);
        command.addAll(List.of("--directory", directory.data(name).toString(), "--port", Integer.toString(port)));
        return new ProcessSpec(
                name,
                command,
                Map.of(),
                directory.log(name),
                port,
                () -> Files.exists(directory.announcement(name)),
                PATIENCE);
    }
}
