package dev.whetstone.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import dev.whetstone.gateway.model.BaseModel;
import dev.whetstone.inference.v1.InferenceServiceGrpc;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.inject.Inject;

@QuarkusTest
@QuarkusTestResource(GatewayFixture.class)
class ReadinessAndLimitsTest {

    @Inject
    BaseModel base;

    @BeforeEach
    void waitUntilReady() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> given().get("/q/health/ready").statusCode() == 200);
    }

    @Test
    void readyMeansThatTheBaseIsLoadedAndTheServingStateWasReadToItsEnd() {
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.name", hasItems("base model", "serving state"));
        given().get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
    }

    @Test
    void grpcHealthSaysThatTheServiceServes() {
        try (GatewayClient client = new GatewayClient()) {
            HealthCheckRequest request = HealthCheckRequest.newBuilder()
                    .setService(InferenceServiceGrpc.SERVICE_NAME)
                    .build();

            assertThat(HealthGrpc.newBlockingStub(client.channel())
                            .check(request)
                            .getStatus())
                    .isEqualTo(ServingStatus.SERVING);
        }
    }

    @Test
    void reflectionListsTheService() {
        try (GatewayClient client = new GatewayClient()) {
            CapturedAnswer<ServerReflectionResponse> services = new CapturedAnswer<>();
            var requests = ServerReflectionGrpc.newStub(client.channel()).serverReflectionInfo(services);
            requests.onNext(
                    ServerReflectionRequest.newBuilder().setListServices("").build());
            requests.onCompleted();

            assertThat(services.value().getListServicesResponse().getServiceList())
                    .anyMatch(service -> service.getName().equals(InferenceServiceGrpc.SERVICE_NAME));
        }
    }

    @Test
    void metricsCarryTheNamesOfTheGenerativeConventions() {
        try (GatewayClient client = new GatewayClient()) {
            client.calls().generate(GatewayClient.ask("tiny", 4));
        }

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(given().get("/q/metrics").asString())
                        .containsPattern("gen_ai_server_request_duration_seconds_count\\{.*tiny.*\\} [1-9]")
                        .containsPattern("gen_ai_server_time_to_first_token_seconds_count\\{.*tiny.*\\} [1-9]")
                        .containsPattern("gen_ai_server_time_per_output_token_seconds_count\\{.*tiny.*\\} [1-9]")
                        .containsPattern("gen_ai_server_token_usage_tokens_total\\{.*output.*\\} [1-9]")
                        .containsPattern("gateway_batch_size_count [1-9]")
                        .contains("gen_ai_server_request_duration_seconds_bucket{", "le=\"163.84\"")
                        .contains("grpc_server_processing_duration_seconds_bucket{")
                        .contains("gateway_requests_queued")
                        .containsPattern("gateway_adapters_resident \\d+\\.0")
                        .containsPattern("gateway_kv_cache_blocks\\{state=\"free\"\\} [1-9]")
                        .contains(
                                "gateway_kv_cache_blocks{state=\"used\"}", "gateway_kv_cache_blocks{state=\"cached\"}")
                        .containsPattern("gateway_kv_cache_found_tokens_total \\d")
                        .containsPattern("gateway_kv_cache_evictions_total \\d")
                        .containsPattern("gateway_preemptions_total \\d")
                        .contains("gateway_requests_cancelled_total{phase=\"decode\",reason=\"cancelled\"}"));
    }

    @Test
    void theContractIsPublishedAsOpenApi() {
        given().accept("application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body(containsString("/v1/chat/completions"));
    }

    /** CVE-2023-44487: streams opened and reset in a row cost the server much and the client nothing. */
    @Test
    void aConnectionThatResetsStreamsInARowIsClosed() throws IOException {
        try (Socket socket = new Socket("localhost", GatewayClient.port())) {
            socket.setSoTimeout(5_000);
            OutputStream out = socket.getOutputStream();
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(frame(4, 0, 0, new byte[0]));
            sendResets(out);

            assertThat(new String(readAll(socket.getInputStream()), StandardCharsets.ISO_8859_1))
                    .contains("too_many_rststreams");
        }
    }

    private static void sendResets(OutputStream out) throws IOException {
        byte[] headers = headers();
        try {
            for (int stream = 1; stream < 4_000; stream += 2) {
                out.write(frame(1, 4, stream, headers));
                out.write(frame(3, 0, stream, new byte[] {0, 0, 0, 8}));
            }
            out.flush();
        } catch (SocketException closedAlready) {
            // what was to be shown
        }
    }

    /** POST to the service, in HPACK's literal form (RFC 7541, appendix A for the indexed ones). */
    private static byte[] headers() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0x83);
        block.write(0x86);
        literal(block, 0x04, "/" + InferenceServiceGrpc.SERVICE_NAME + "/ListModels");
        literal(block, 0x01, "x");
        block.write(0);
        text(block, "content-type");
        text(block, "application/grpc");
        block.write(0);
        text(block, "te");
        text(block, "trailers");
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, int name, String value) {
        block.write(name);
        text(block, value);
    }

    private static void text(ByteArrayOutputStream block, String text) {
        block.write(text.length());
        block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putShort((short) (payload.length >> 8))
                .put((byte) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    private static byte[] readAll(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketException reset) {
            // the server may close hard after its farewell
        }
        return all.toByteArray();
    }
}
