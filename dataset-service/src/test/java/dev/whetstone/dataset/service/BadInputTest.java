package dev.whetstone.dataset.service;

import static dev.whetstone.dataset.Samples.row;
import static dev.whetstone.dataset.Samples.rows;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.dataset.service.Service.Answer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whatever comes in: an error that names what, where and what to do; and the process goes on. */
@QuarkusTest
@QuarkusTestResource(ServiceStack.class)
class BadInputTest {

    private static final String TASK = "bad-input";

    private Answer accepted;

    @BeforeEach
    void acceptAVersion() {
        assertThat(Service.put("/v1/tasks/" + TASK, "{}").status()).isIn(200, 201);
        accepted = Service.upload(TASK, rows("good", 30, 1));
        assertThat(accepted.status()).as(accepted.body().toString()).isIn(200, 201);
    }

    @AfterEach
    void theProcessGoesOnAndNothingAcceptedIsLost() {
        assertThat(Service.get("/q/health/live").status()).isEqualTo(200);
        Answer latest = Service.get("/v1/tasks/" + TASK + "/datasets/latest");
        assertThat(latest.body()).isEqualTo(accepted.body());
        assertThat(Service.upload(TASK, rows("good", 30, 1)).status()).isEqualTo(200);
    }

    static Stream<Object[]> badFiles() {
        String good = row("a", "What is it?", "A thing.");
        return Stream.of(
                new Object[] {"file.empty", new byte[0]},
                new Object[] {"json.malformed", "{\"messages\":[".getBytes(UTF_8)},
                new Object[] {"json.malformed", good.substring(0, 40).getBytes(UTF_8)},
                new Object[] {"json.malformed", (good + good).getBytes(UTF_8)},
                new Object[] {"json.malformed", ("{\"messages\":" + "[".repeat(100_000)).getBytes(UTF_8)},
                new Object[] {"utf8.invalid", new byte[] {0x1F, (byte) 0x8B, 8, 0}},
                new Object[] {
                    "json.duplicate_key",
                    good.replace("\"id\"", "\"id\":\"b\",\"id\"").getBytes(UTF_8)
                },
                new Object[] {"utf8.invalid", good.getBytes(StandardCharsets.UTF_16)},
                new Object[] {
                    "utf8.invalid", good.replace("thing", "th\u00EFng").getBytes(StandardCharsets.ISO_8859_1)
                },
                new Object[] {
                    "line.too_long", row("a", "x".repeat(4 << 20), "y").getBytes(UTF_8)
                },
                new Object[] {
                    "unrecognized_role", good.replace("\"user\"", "\"human\"").getBytes(UTF_8)
                },
                new Object[] {"bom", ("\uFEFF" + good).getBytes(UTF_8)});
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void aBadFileIsRefusedWithItsCode(String code, byte[] content) {
        Answer answer = Service.upload(TASK, content);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.check(code).path("blocking").asInt()).isEqualTo(1);
        assertThat(answer.check(code).at("/samples/0/offset").isNumber()).isTrue();
        assertThat(answer.check(code).path("what_to_do").asText()).isNotBlank();
        assertThat(answer.body().path("what_to_do").asText()).contains(code);
    }

    @Test
    void aLineOfTenMegabytesIsRefusedAndTheOthersAreChecked() {
        List<String> data = new ArrayList<>(rows("r", 3, 1));
        data.add(row("a", "x".repeat(10_000_000), "y"));
        data.add("nonsense");

        Answer answer = Service.upload(TASK, data);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.check("line.too_long").at("/samples/0/line").asInt()).isEqualTo(4);
        assertThat(answer.check("json.malformed").at("/samples/0/line").asInt()).isEqualTo(5);
    }

    @Test
    void anUploadOverTheLimitIsTooLarge() {
        Answer answer = Service.upload(TASK, new byte[33 << 20]);

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.code()).isEqualTo("upload.too_large");
        assertThat(answer.body().path("message").asText()).contains("longer than 33554432 bytes");
    }

    @Test
    void anUploadThatIsCutLeavesNothing() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", Service.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /v1/tasks/" + TASK
                            + "/datasets HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: 100000\r\n\r\n"
                            + row("cut", "q", "a"))
                    .getBytes(UTF_8));
            out.flush();
        }
        Answer versions = Service.get("/v1/tasks/" + TASK + "/datasets");
        assertThat(versions.body().toString()).doesNotContain("cut");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                                      | request.malformed | not JSON",
                "null                                                   | task.invalid      | null",
                "[]                                                     | task.invalid      | ",
                "{'colour':'red'}                                       | task.invalid      | colour",
                "{'salt':'1','salt':'2'}                                | request.malformed | ",
                "{'splits':{'train':0.9,'validation':0.9,'test':0.1}}   | task.invalid      | add up to 1",
                "{'splits':{'train':0.9}}                               | task.invalid      | splits",
                "{'max_tokens':-1}                                      | task.invalid      | max_tokens",
                "{'max_tokens':'7'}                                     | task.invalid      | max_tokens",
                "{'target':'yaml'}                                      | task.invalid      | target",
                "{'target':'json','label':'category'}                   | task.invalid      | JSON pointer",
                "{'waivers':[{'code':'leak.near','reason':'r','expires':'2030-01-01'}]} | task.invalid | cannot be waived",
                "{'waivers':[{'code':'pii','reason':'r','expires':'soon'}]} | task.invalid | expires",
            })
    void aBadTaskIsRefusedNamingTheField(String body, String code, String message) {
        Answer answer = Service.put("/v1/tasks/bad-task", body.replace('\'', '"'));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.body().path("message").asText()).contains(message == null ? "" : message);
        assertThat(answer.body().path("what_to_do").asText()).isNotEmpty();
        assertThat(Service.get("/v1/tasks/bad-task").code()).isEqualTo("task.unknown");
    }

    @Test
    void aBodyThatIsTooLargeForATaskIsRefusedUnread() {
        Answer answer = Service.put("/v1/tasks/bad-task", "{\"title\":\"" + "x".repeat(1 << 20) + "\"}");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.code()).isEqualTo("body.too_large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/tasks;x=1",
                "/v1//tasks",
                "/v1/%2ftasks",
                "/v1/tasks%3bx",
                "/v1/tasks/%2e%2e/tasks",
                "/v1/tasks/%5c",
                "/v1/tasks/%252e",
                "/v1/tasks/a%00b",
                "/q/health;x"
            })
    void aDisguisedPathIsRefusedBeforeAnythingElse(String path) {
        Answer answer = Service.get(path);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("path.refused");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/tasks/nobody, 404, task.unknown",
        "/v1/tasks/NOBODY, 400, task.invalid",
        "/v1/tasks/bad-input/datasets/0, 404, version.unknown",
        "/v1/tasks/bad-input/datasets/99999999999, 404, version.unknown",
        "/v1/uploads/sha256:abc/report, 404, report.unknown",
        "/v1/nothing, 404, not_found"
    })
    void whatIsNotThereIsNamed(String path, int status, String code) {
        Answer answer = Service.get(path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void anotherMethodOrMediaTypeOrEncodingIsRefused() {
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString("{}");
        String datasets = "/v1/tasks/" + TASK + "/datasets";

        assertThat(Service.send(Service.request("/v1/tasks/" + TASK).DELETE()).code())
                .isEqualTo("method.not_allowed");
        assertThat(Service.send(Service.request(datasets)
                                .header("Content-Type", "text/csv")
                                .POST(body))
                        .code())
                .isEqualTo("media_type.unsupported");
        assertThat(Service.send(Service.request(datasets)
                                .header("Content-Type", "application/x-ndjson")
                                .header("Content-Encoding", "gzip")
                                .POST(body))
                        .status())
                .isEqualTo(415);
        assertThat(Service.upload("nobody", rows("r", 3, 1)).code()).isEqualTo("task.unknown");
    }
}
