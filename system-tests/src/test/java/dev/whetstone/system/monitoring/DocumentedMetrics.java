package dev.whetstone.system.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of {@code docs/metrics.md}. */
final class DocumentedMetrics {

    static final Set<String> SERVICES =
            Set.of("dataset-service", "eval-service", "training-service", "inference-gateway");

    private static final Pattern OURS =
            Pattern.compile("(whetstone|dataset|evaluation|training|gateway|gen_ai|event_to)_.*");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final int COLUMNS = 8;

    private final List<Metric> metrics;
    private final Map<String, Metric> bySeries = new HashMap<>();

    private DocumentedMetrics(List<Metric> metrics) {
        this.metrics = metrics;
        metrics.forEach(metric -> metric.series().forEach(series -> bySeries.put(series, metric)));
    }

    static DocumentedMetrics read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return new DocumentedMetrics(lines.filter(line -> line.startsWith("| `"))
                    .map(DocumentedMetrics::metric)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Metric metric(String line) {
        List<String> cells = Arrays.stream(
                        line.substring(1, line.lastIndexOf('|')).split("\\|"))
                .map(String::strip)
                .toList();
        if (cells.size() != COLUMNS) {
            throw new IllegalArgumentException(
                    "docs/metrics.md: expected " + COLUMNS + " columns, but got " + cells.size() + " in: " + line);
        }
        return new Metric(
                quoted(cells.get(0)).iterator().next(),
                cells.get(1),
                quoted(cells.get(3)),
                cells.get(4).equals("all") ? SERVICES : Set.of(cells.get(4).split(" ")),
                cells.get(5));
    }

    private static Set<String> quoted(String cell) {
        return QUOTED.matcher(cell).results().map(found -> found.group(1)).collect(Collectors.toSet());
    }

    List<Metric> all() {
        return metrics;
    }

    Optional<Metric> ofSeries(String series) {
        return Optional.ofNullable(bySeries.get(series));
    }

    Set<String> names() {
        return metrics.stream().map(Metric::name).collect(Collectors.toSet());
    }

    /** Whether a series is one of Whetstone's own and not the framework's. */
    static boolean isOurs(String series) {
        return OURS.matcher(series).matches();
    }
}
