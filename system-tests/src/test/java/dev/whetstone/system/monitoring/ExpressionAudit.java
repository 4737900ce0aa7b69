package dev.whetstone.system.monitoring;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Evaluates every expression over a stretch of time and says which gave no data though it should, and the other way round. */
final class ExpressionAudit {

    private final PrometheusServer prometheus;
    private final EmptyByDesign empty;
    private final Duration step;

    /** @param step no longer than the interval of the scrapes */
    ExpressionAudit(PrometheusServer prometheus, EmptyByDesign empty, Duration step) {
        this.prometheus = prometheus;
        this.empty = empty;
        this.step = step;
    }

    /** Empty when all is as it should be. */
    List<String> findings(List<Expression> expressions, Instant from, Instant to) {
        List<String> findings = new ArrayList<>();
        for (Expression expression : expressions) {
            finding(expression, from, to).ifPresent(findings::add);
        }
        empty.unused().forEach(where -> findings.add("empty-by-design.yaml lists what is not there: " + where));
        return findings;
    }

    private Optional<String> finding(Expression expression, Instant from, Instant to) {
        Optional<EmptyByDesign.Entry> listed = empty.of(expression);
        try {
            boolean data = hasData(prometheus.range(expression.plain(), from, to, step));
            if (!data && listed.isEmpty()) {
                return Optional.of("no data: " + expression.where() + ": " + expression.plain());
            }
            return data && listed.isPresent() && !listed.get().mayHaveData()
                    ? Optional.of("data, though listed as empty: " + expression.where() + ": " + expression.plain())
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(expression.where() + ": " + e.getMessage());
        }
    }

    /** A quotient of nothing by nothing is none. */
    private static boolean hasData(JsonNode series) {
        for (JsonNode one : series) {
            for (JsonNode value : one.path("values")) {
                if (!value.path(1).asText().equals("NaN")) {
                    return true;
                }
            }
        }
        return false;
    }
}
