package dev.whetstone.local;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes what is exported over OTLP (HTTP, protobuf) and keeps it in memory, for tests of traces. Needs opentelemetry-proto beside it. */
public final class OtlpReceiver implements AutoCloseable {

    private final List<ExportTraceServiceRequest> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    private OtlpReceiver(HttpServer server) {
        this.server = server;
    }

    /**
     * One span.
     *
     * @param service the name of the service that it happened in
     * @param parent empty for the first of a trace
     * @param attributes values as text
     */
    public record TracedSpan(
            String service,
            String trace,
            String id,
            String parent,
            String name,
            String kind,
            boolean failed,
            Map<String, String> attributes) {}

    /** @param port 0: any free one */
    public static OtlpReceiver listen(int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            OtlpReceiver receiver = new OtlpReceiver(server);
            server.createContext("/v1/traces", receiver::take);
            server.start();
            return receiver;
        } catch (IOException e) {
            throw new LocalStackException("an OTLP receiver cannot listen on port " + port + " of this machine", e);
        }
    }

    /** Value of {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
    public String endpoint() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(ExportTraceServiceRequest.parseFrom(exchange.getRequestBody()));
            exchange.getResponseHeaders().set("content-type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    /** In the order in which they came: children before their parents. */
    public List<TracedSpan> spans() {
        return requests.stream()
                .flatMap(request -> request.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream()
                        .map(ScopeSpans::getSpansList)
                        .flatMap(List::stream)
                        .map(span -> read(resource, span)))
                .toList();
    }

    public List<TracedSpan> trace(String id) {
        return spans().stream().filter(span -> span.trace().equals(id)).toList();
    }

    /** Every byte that was sent, as text: to look for what must not be in it. */
    public String everything() {
        StringBuilder text = new StringBuilder();
        requests.forEach(request -> text.append(request).append('\n'));
        return text.toString();
    }

    private static TracedSpan read(ResourceSpans resource, Span span) {
        return new TracedSpan(
                read(resource.getResource().getAttributesList()).getOrDefault("service.name", ""),
                hex(span.getTraceId()),
                hex(span.getSpanId()),
                hex(span.getParentSpanId()),
                span.getName(),
                span.getKind().name().replace("SPAN_KIND_", ""),
                span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
                read(span.getAttributesList()));
    }

    private static Map<String, String> read(List<KeyValue> attributes) {
        Map<String, String> values = new LinkedHashMap<>();
        attributes.forEach(attribute -> values.put(attribute.getKey(), text(attribute.getValue())));
        return values;
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> String.valueOf(value.getIntValue());
            case DOUBLE_VALUE -> String.valueOf(value.getDoubleValue());
            case BOOL_VALUE -> String.valueOf(value.getBoolValue());
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .map(OtlpReceiver::text)
                        .toList()
                        .toString();
            default -> value.toString();
        };
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
