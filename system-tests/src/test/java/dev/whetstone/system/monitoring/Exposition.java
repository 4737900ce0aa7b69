package dev.whetstone.system.monitoring;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one scrape told.
 *
 * @param types by the name under which the exposition declares them
 * @param labels by series name, those of all its series, without {@code le}
 */
record Exposition(Map<String, String> types, Map<String, Set<String>> labels) {

    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SERIES = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(.*)\\})? \\S+.*");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    static Exposition parse(String text) {
        Exposition scrape = new Exposition(new HashMap<>(), new HashMap<>());
        text.lines().forEach(scrape::take);
        return scrape;
    }

    private void take(String line) {
        Matcher type = TYPE.matcher(line);
        if (type.matches()) {
            types.put(type.group(1), type.group(2));
            return;
        }
        Matcher series = SERIES.matcher(line);
        if (!line.startsWith("#") && series.matches()) {
            Set<String> known = labels.computeIfAbsent(series.group(1), _ -> new HashSet<>());
            if (series.group(3) != null) {
                LABEL.matcher(series.group(3))
                        .results()
                        .map(found -> found.group(1))
                        .filter(label -> !label.equals("le"))
                        .forEach(known::add);
            }
        }
    }

    /** OpenMetrics declares a counter without its suffix. */
    String typeOf(Metric metric) {
        String declared = types.get(metric.name());
        return declared != null ? declared : types.getOrDefault(metric.name().replaceFirst("_total$", ""), "none");
    }

    Set<String> series() {
        return labels.keySet();
    }
}
