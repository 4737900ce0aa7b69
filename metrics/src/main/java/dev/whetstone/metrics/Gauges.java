package dev.whetstone.metrics;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Gauges whose label values come and go: what is shown replaces all that the gauge showed before. */
public final class Gauges {

    private Gauges() {}

    public static void show(MultiGauge gauge, Map<Tags, ? extends Number> values) {
        show(
                gauge,
                values.entrySet(),
                Map.Entry::getKey,
                entry -> entry.getValue().doubleValue());
    }

    /** One value for each of {@code shown}. */
    public static <T> void show(
            MultiGauge gauge, Collection<T> shown, Function<T, Tags> tags, ToDoubleFunction<T> value) {
        gauge.register(
                shown.stream()
                        .<Row<?>>map(each -> Row.of(tags.apply(each), value.applyAsDouble(each)))
                        .toList(),
                true);
    }
}
