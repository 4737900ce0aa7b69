package dev.whetstone.evaluation.grade;

import static java.util.stream.Collectors.toCollection;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.evaluation.suite.GraderSettings;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The risks that a text names: what the same risk is, is a category, or a category with its source. */
record Risks(List<Risk> all) {

    /** @param category without case and outer white space; empty when it is not a text */
    record Risk(String category, String source) {}

    static Risks read(JsonNode content, GraderSettings settings) {
        List<Risk> risks = new ArrayList<>();
        for (JsonNode risk : settings.risks().read(content)) {
            risks.add(new Risk(
                    folded(settings.category().read(risk)),
                    folded(settings.source().read(risk))));
        }
        return new Risks(List.copyOf(risks));
    }

    private static String folded(List<JsonNode> values) {
        if (values.size() != 1 || !values.getFirst().isTextual()) {
            return "";
        }
        return folded(values.getFirst().textValue());
    }

    /** Without what makes no difference to a reader: case, outer white space, compatible forms of characters. */
    static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }

    Set<String> keys(GraderSettings.RiskMatch match) {
        return all.stream().map(risk -> key(risk, match)).collect(toCollection(LinkedHashSet::new));
    }

    private static String key(Risk risk, GraderSettings.RiskMatch match) {
        String category = risk.category().isEmpty() ? "(no category)" : risk.category();
        return switch (match) {
            case CATEGORY -> category;
            case CATEGORY_AND_SOURCE -> category + " " + risk.source();
        };
    }

    /** Risks of these and of the others that can be paired one to one: same category and same source. */
    int pairedWith(Risks others) {
        List<Risk> left = new ArrayList<>(others.all());
        return (int) all.stream().filter(left::remove).count();
    }
}
