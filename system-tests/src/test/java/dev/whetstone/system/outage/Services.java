package dev.whetstone.system.outage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.cli.api.ServiceClient;
import dev.whetstone.cli.stack.StackPorts;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The four services by their HTTP ports. */
public record Services(StackPorts ports) {

    public static final String GATEWAY = "inference-gateway";
    static final List<String> WITH_DATABASE = List.of("dataset-service", "eval-service", "training-service");
    public static final List<String> NAMES = List.of("dataset-service", "eval-service", "training-service", GATEWAY);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public int port(String service) {
        return switch (service) {
            case "dataset-service" -> ports.dataset();
            case "eval-service" -> ports.eval();
            case "training-service" -> ports.training();
            default -> ports.gateway();
        };
    }

    public ServiceClient client(String service) {
        return new ServiceClient(service, base(service));
    }

    /** 0 when nobody answers. */
    public int status(String service, String path) {
        return ask(service, path).map(HttpResponse::statusCode).orElse(0);
    }

    /** What readiness says is not there. */
    List<String> downChecks(String service) throws IOException {
        List<String> down = new ArrayList<>();
        String body = ask(service, "/q/health/ready").map(HttpResponse::body).orElse("{}");
        for (JsonNode check : JSON.readTree(body).path("checks")) {
            if (check.path("status").asText().equals("DOWN")) {
                down.add(check.path("name").asText());
            }
        }
        return down;
    }

    private URI base(String service) {
        return URI.create("http://127.0.0.1:" + port(service));
    }

    private Optional<HttpResponse<String>> ask(String service, String path) {
        HttpRequest request = HttpRequest.newBuilder(base(service).resolve(path))
                .timeout(Duration.ofSeconds(15))
                .build();
        try {
            return Optional.of(HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
