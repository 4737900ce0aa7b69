package dev.whetstone.system.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.cli.api.ApiError;
import dev.whetstone.cli.stack.GivenToServices;
import dev.whetstone.cli.stack.ServiceProcesses;
import dev.whetstone.cli.stack.StackDirectory;
import dev.whetstone.cli.stack.StackPorts;
import dev.whetstone.engine.sample.TinyModel;
import dev.whetstone.local.NodeProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The four packaged services without their servers, at the start and in the middle, and on ports that somebody else has. */
@Timeout(300)
class OutageIT {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TASK = "outage";

    @TempDir
    static Path root;

    private static StackDirectory directory;
    private static Path model;
    private static StackPorts ports;
    private static Services all;
    private static NodeProcess kafka;
    private static NodeProcess postgres;

    @BeforeAll
    static void startTheServers() {
        directory = GivenToServices.prepare(root.resolve("stack"));
        model = TinyModel.write(root.resolve("model"));
        ports = ServiceProcesses.freePorts();
        all = new Services(ports);
        startKafka();
        startPostgres();
    }

    @AfterAll
    static void stopTheServers() {
        kafka.close();
        postgres.close();
    }

    private static void startKafka() {
        kafka = NodeProcess.kafka(directory.data("kafka"), ports.kafka());
    }

    private static void startPostgres() {
        postgres = NodeProcess.postgres(directory.data("postgres"), ports.postgres());
    }

    @Test
    void servicesOutliveTheirServersSaySoAndWorkOnWhenTheyAreBack() throws IOException {
        kafka.kill();
        postgres.kill();
        try (ServiceProcesses services = ServiceProcesses.start(directory, HOME, model, ports, root.resolve("logs"))) {
            waitForServersThatCameLate(services);
            outliveTheDatabase(services);
            outliveTheBroker(services);
        }
    }

    private static void waitForServersThatCameLate(ServiceProcesses services) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(all.downChecks(Services.GATEWAY)).contains("broker", "serving state"));
        for (String service : Services.WITH_DATABASE) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(services.log(service))
                            .contains("127.0.0.1:" + ports.postgres())
                            .contains("refused"));
            assertThat(all.status(service, "/q/health/ready")).as(service).isNotEqualTo(200);
        }
        everyoneLives(services);
        startPostgres();
        startKafka();
        everyoneBecomesReady();
    }

    private static void outliveTheDatabase(ServiceProcesses services) {
        postgres.kill();
        for (String service : Services.WITH_DATABASE) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(all.downChecks(service))
                            .anyMatch(check -> check.toLowerCase(Locale.ROOT).contains("database")));
            assertThat(all.status(service, "/q/health/live")).as(service).isEqualTo(200);
        }
        assertThat(all.status(Services.GATEWAY, "/q/health/ready")).isEqualTo(200);
        everyoneLives(services);
        startPostgres();
        everyoneBecomesReady();
        put("dataset-service", "", "{\"splits\":{\"train\":0.5,\"validation\":0.2,\"test\":0.3}}");
        put("eval-service", "/eval", """
                {"prompts":[{"name":"plain","system":"Answer."},{"name":"strict","system":"Answer briefly."}],
                 "shots":[{"messages":[{"role":"user","content":"a shot"},{"role":"assistant","content":"x"}]}],
                 "sampling":{"temperature":0,"max_tokens":4,"repeats":1},
                 "criteria":[{"name":"right","grader":"exact","required":true,"target":0.9,"margin":0.1,"reason":"it is or is not"}]}
                """);
        put("training-service", "/recipe", "{\"recipe\":{\"rank\":2}}");
    }

    private static void outliveTheBroker(ServiceProcesses services) throws IOException {
        kafka.kill();
        JsonNode version = all.client("dataset-service")
                .postLines("/v1/tasks/" + TASK + "/datasets", rows(root.resolve("rows.jsonl")));
        assertThat(version.path("number").asInt()).isEqualTo(1);
        assertThat(answerToAJob()).contains("missing: a published dataset version");
        for (String service : Services.NAMES) {
            assertThat(all.status(service, "/q/health/ready")).as(service).isEqualTo(200);
            assertThat(all.status(service, "/q/health/live")).as(service).isEqualTo(200);
        }
        everyoneLives(services);
        startKafka();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(all.client("eval-service").get("/v1/tasks/" + TASK + "/evaluations"))
                        .isNotEmpty());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(answerToAJob()).doesNotContain("missing: a published dataset version"));
    }

    @Test
    void aServiceOnATakenPortEndsAndNamesThePort() throws IOException, InterruptedException {
        StackPorts free = ServiceProcesses.freePorts();
        try (ServerSocket dataset = taken();
                ServerSocket eval = taken();
                ServerSocket training = taken();
                ServerSocket gateway = taken();
                ServerSocket grpc = taken()) {
            StackPorts http = new StackPorts(
                    ports.kafka(),
                    ports.postgres(),
                    dataset.getLocalPort(),
                    eval.getLocalPort(),
                    training.getLocalPort(),
                    gateway.getLocalPort(),
                    free.grpc());
            try (ServiceProcesses services =
                    ServiceProcesses.start(directory, HOME, model, http, root.resolve("taken-http"))) {
                for (String service : Services.NAMES) {
                    endsNaming(services, service, new Services(http).port(service));
                }
            }
            StackPorts forGrpc = new StackPorts(
                    ports.kafka(),
                    ports.postgres(),
                    dataset.getLocalPort(),
                    eval.getLocalPort(),
                    training.getLocalPort(),
                    free.gateway(),
                    grpc.getLocalPort());
            try (ServiceProcesses services =
                    ServiceProcesses.start(directory, HOME, model, forGrpc, root.resolve("taken-grpc"))) {
                endsNaming(services, Services.GATEWAY, grpc.getLocalPort());
            }
        }
    }

    private static void endsNaming(ServiceProcesses services, String service, int port) throws InterruptedException {
        Process process = services.process(service);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("%s ends:\n%s", service, services.log(service))
                .isTrue();
        assertThat(process.exitValue()).as(service).isNotZero();
        assertThat(services.log(service)).contains(String.valueOf(port)).containsIgnoringCase("in use");
    }

    private static ServerSocket taken() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static void everyoneLives(ServiceProcesses services) {
        for (String service : Services.NAMES) {
            assertThat(services.process(service).isAlive())
                    .as("%s lives:\n%s", service, services.log(service))
                    .isTrue();
        }
    }

    private static void everyoneBecomesReady() {
        for (String service : Services.NAMES) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(all.status(service, "/q/health/ready"))
                            .as(service)
                            .isEqualTo(200));
        }
    }

    private static void put(String service, String what, String body) {
        try {
            all.client(service).put("/v1/tasks/" + TASK + what, JSON.readTree(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names what training-service lacks for a job: first the version, and once it knows that one the decision. */
    private static String answerToAJob() {
        try {
            return all.client("training-service")
                    .post("/v1/tasks/" + TASK + "/jobs", JSON.createObjectNode())
                    .toString();
        } catch (ApiError refused) {
            return refused.getMessage();
        }
    }

    /** Of words by chance, so that no row is like another. */
    private static Path rows(Path file) throws IOException {
        Random random = new Random(5);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            rows.add("{\"id\":\"r" + i + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + words(random)
                    + "\"},{\"role\":\"assistant\",\"content\":\"" + words(random) + "\"}]}");
        }
        return Files.write(file, rows);
    }

    private static String words(Random random) {
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < 20; word++) {
            for (int letter = 0; letter < 6; letter++) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            text.append(' ');
        }
        return text.toString().strip();
    }
}
