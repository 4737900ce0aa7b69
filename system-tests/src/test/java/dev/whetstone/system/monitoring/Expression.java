package dev.whetstone.system.monitoring;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query of a panel, an annotation or a rule.
 *
 * @param where it stands, the same as long as panel and target are
 */
record Expression(String where, String query) {

    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");
    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern MATCHERS = Pattern.compile("\\{[^}]*\\}");
    private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*\\]");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern MATCHED = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!~|!=|=)");
    private static final Pattern NAME = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?!\\s*\\()(?![a-zA-Z0-9_:])");
    private static final Pattern DURATION = Pattern.compile("\\b[0-9]+(\\.[0-9]+)?([smhdwy]|ms)\\b");

    /** Without Grafana's variables: everything chosen, and windows that fit a loop of some minutes. */
    String plain() {
        return query.replace("$__rate_interval", "1m")
                .replace("$__range", "1h")
                .replace("$__interval", "30s")
                .replaceAll("\\$[a-z]+", ".*");
    }

    /** Names of the series that it reads. */
    Set<String> names() {
        String bare = STRING.matcher(plain()).replaceAll("\"\"");
        bare = MATCHERS.matcher(bare).replaceAll("");
        bare = RANGE.matcher(bare).replaceAll("");
        bare = GROUPING.matcher(bare).replaceAll(" ");
        bare = DURATION.matcher(bare).replaceAll(" ");
        Set<String> names = new TreeSet<>();
        Matcher name = NAME.matcher(bare);
        while (name.find()) {
            if (!WORDS.contains(name.group(1).toLowerCase(Locale.ROOT))) {
                names.add(name.group(1));
            }
        }
        return names;
    }

    /** Labels that it matches, groups or joins by. */
    Set<String> labels() {
        Set<String> labels = new TreeSet<>();
        String bare = STRING.matcher(plain()).replaceAll("\"\"");
        MATCHERS.matcher(bare)
                .results()
                .forEach(matchers ->
                        MATCHED.matcher(matchers.group()).results().forEach(matched -> labels.add(matched.group(1))));
        GROUPING.matcher(bare).results().forEach(grouping -> {
            for (String label : grouping.group(2).split(",")) {
                if (!label.isBlank()) {
                    labels.add(label.strip());
                }
            }
        });
        return labels;
    }
}
