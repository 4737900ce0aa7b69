package dev.whetstone.evaluation.grade;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.evaluation.suite.GraderSettings;
import dev.whetstone.evaluation.suite.Item;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The risks of an output against the reference's, each distinct one counted once.
 *
 * @param wanted of the reference
 * @param found in the output; none when it is not readable
 * @param sameSource pairs that agree in category and source, one to one
 */
record RiskFindings(boolean readable, Set<String> wanted, Set<String> found, int sameSource) {

    static RiskFindings of(Item item, ModelOutput output, GraderSettings settings) {
        Risks reference = reference(item, settings);
        Set<String> wanted = reference.keys(settings.riskMatch());
        if (output.extracted().isEmpty()) {
            return new RiskFindings(false, wanted, Set.of(), 0);
        }
        Risks risks = Risks.read(output.extracted().get(), settings);
        return new RiskFindings(true, wanted, risks.keys(settings.riskMatch()), risks.pairedWith(reference));
    }

    private static Risks reference(Item item, GraderSettings settings) {
        String text = item.reference()
                .orElseThrow(() -> new UnusableReferenceException("item '" + item.id() + "' has no reference"));
        JsonNode content = ModelOutput.read(text)
                .whole()
                .orElseThrow(() -> new UnusableReferenceException(
                        "the reference of item '" + item.id() + "' is not one JSON object"));
        Risks risks = Risks.read(content, settings);
        if (risks.all().stream().anyMatch(risk -> risk.category().isEmpty())) {
            throw new UnusableReferenceException(
                    "the reference of item '" + item.id() + "' has a risk without " + settings.category());
        }
        return risks;
    }

    Set<String> missed() {
        return without(wanted, found);
    }

    Set<String> invented() {
        return without(found, wanted);
    }

    EvidenceCollector evidence() {
        return new EvidenceCollector()
                .flag("readable", readable)
                .count("wanted", wanted.size())
                .count("found", found.size())
                .count("missed", missed().size())
                .count("invented", invented().size())
                .count("same_source", sameSource);
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new LinkedHashSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}
