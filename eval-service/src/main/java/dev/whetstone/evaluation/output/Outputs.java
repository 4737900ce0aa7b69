package dev.whetstone.evaluation.output;

import dev.whetstone.evaluation.gateway.BaseModel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.Startup;
import org.jboss.logging.Logger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

/** Finds stored answers and has the missing ones generated. */
@ApplicationScoped
@Startup // its counters are there with zero before the first use
public class Outputs {
    private static final Logger LOG = Logger.getLogger(Outputs.class);
    private static final int KEYS_A_QUERY = 1_000;

    private final Generation generation;
    private final Counter reused;

    Outputs(Generation generation, MeterRegistry metrics) {
        this.generation = generation;
        this.reused = metrics.counter("evaluation.outputs.reused");
    }

    /** Every planned answer of models over {@code base}, generated or reused. Blocks; an interrupt ends it and loses nothing. */
    public Obtained obtain(BaseModel base, List<Planned> plan, Progress progress) throws InterruptedException {
        Map<ResultKey, Planned> wanted = new LinkedHashMap<>();
        plan.forEach(planned -> wanted.putIfAbsent(ResultKey.of(base.digest(), planned), planned));
        Map<ResultKey, Output> outputs = new HashMap<>(stored(new ArrayList<>(wanted.keySet())));
        progress.plan(wanted.size());
        progress.reused(outputs.size());
        reused.increment(outputs.size());
        LOG.infof("answers planned=%d reused=%d", wanted.size(), outputs.size());
        wanted.keySet().removeAll(outputs.keySet());
        return generation.generate(base, wanted, outputs, progress);
    }

    private static Map<ResultKey, Output> stored(List<ResultKey> keys) {
        Map<ResultKey, Output> found = new HashMap<>();
        for (int from = 0; from < keys.size(); from += KEYS_A_QUERY) {
            Map<String, ResultKey> byName = new HashMap<>();
            keys.subList(from, Math.min(from + KEYS_A_QUERY, keys.size()))
                    .forEach(key -> byName.put(key.digest().value(), key));
            QuarkusTransaction.requiringNew()
                    .call(() -> ModelOutput.among(byName.keySet()))
                    .forEach((name, output) -> found.put(byName.get(name), output));
        }
        return found;
    }
}
