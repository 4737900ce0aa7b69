package dev.whetstone.system.monitoring;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Pattern;

/** Asks a service for its metrics as Prometheus does. */
final class Scrape {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** OpenMetrics: what stands behind a value. */
    private static final Pattern EXEMPLAR = Pattern.compile(" # \\{[^\n]*");

    private Scrape() {}

    static Exposition of(URI service) {
        return Exposition.parse(text(service));
    }

    static String text(URI service) {
        HttpResponse<String> answer = get(service.resolve("/q/metrics"));
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(service + " answered its scrape with " + answer.statusCode());
        }
        return EXEMPLAR.matcher(answer.body()).replaceAll("");
    }

    /** 0 when nobody answers. */
    static int status(URI address) {
        try {
            return get(address).statusCode();
        } catch (IllegalStateException _) {
            return 0;
        }
    }

    private static HttpResponse<String> get(URI address) {
        try {
            return HTTP.send(HttpRequest.newBuilder(address).timeout(PATIENCE).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(address + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking " + address, e);
        }
    }
}
