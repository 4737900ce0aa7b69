package dev.whetstone.system.monitoring;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One row of {@code docs/metrics.md}.
 *
 * @param type {@code counter}, {@code gauge} or {@code histogram}
 * @param services that have it
 * @param from when it is there: {@code start}, {@code task}, or what has to be the case
 */
record Metric(String name, String type, Set<String> labels, Set<String> services, String from) {

    /** Names under which its series are stored. */
    Set<String> series() {
        return type.equals("histogram")
                ? Stream.of("_bucket", "_sum", "_count", "_max")
                        .map(suffix -> name + suffix)
                        .collect(Collectors.toSet())
                : Set.of(name);
    }

    boolean isThereFromTheStart() {
        return from.equals("start") || from.equals("task");
    }
}
