package dev.whetstone.evaluation.grade;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.evaluation.suite.CanonicalJson;
import dev.whetstone.evaluation.suite.Coherence;
import dev.whetstone.evaluation.suite.FieldPath;
import dev.whetstone.evaluation.suite.Item;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Do the values of an output agree with each other? Nothing comes twice where each has to be distinct, and what has to be found elsewhere in the
 * output is. Texts are compared without case and outer white space. An output without a readable JSON object fails; values that are not
 * there contradict nothing, because that they should be there is for the schema to say.
 */
final class CoherenceGrader implements OutputGrader {

    private final Coherence coherence;

    CoherenceGrader(Coherence coherence) {
        this.coherence = coherence;
    }

    @Override
    public Finding grade(Item item, ModelOutput output) {
        EvidenceCollector seen =
                new EvidenceCollector().flag("readable", output.extracted().isPresent());
        if (output.extracted().isEmpty()) {
            seen.count("checked", 0).count("repeated", 0).count("not_included", 0);
            return new Finding(
                    false,
                    0,
                    seen.note("no JSON object in the output: nothing to compare")
                            .evidence());
        }
        return grade(output.extracted().get(), seen);
    }

    private Finding grade(JsonNode content, EvidenceCollector seen) {
        int checked = 0;
        int repeated = 0;
        int notIncluded = 0;
        for (FieldPath path : coherence.distinct()) {
            List<String> values = values(path, content);
            checked += values.size();
            repeated += repeated(path, values, seen);
        }
        for (Coherence.Inclusion inclusion : coherence.included()) {
            List<String> values = values(inclusion.values(), content);
            checked += values.size();
            notIncluded += notIncluded(inclusion, values, values(inclusion.in(), content), seen);
        }
        int wrong = repeated + notIncluded;
        seen.count("checked", checked).count("repeated", repeated).count("not_included", notIncluded);
        return new Finding(wrong == 0, checked == 0 ? 1 : 1 - (double) wrong / checked, seen.evidence());
    }

    private static int repeated(FieldPath path, List<String> values, EvidenceCollector seen) {
        Set<String> known = new HashSet<>();
        List<String> again = values.stream().filter(value -> !known.add(value)).toList();
        again.forEach(value -> seen.note(path + ": " + value + " comes again"));
        return again.size();
    }

    private static int notIncluded(
            Coherence.Inclusion inclusion, List<String> values, List<String> among, EvidenceCollector seen) {
        List<String> missing =
                values.stream().filter(value -> !among.contains(value)).toList();
        missing.forEach(value -> seen.note(inclusion.values() + ": " + value + " is not among " + inclusion.in()));
        return missing.size();
    }

    private static List<String> values(FieldPath path, JsonNode content) {
        return path.read(content).stream()
                .map(value -> value.isTextual() ? Risks.folded(value.textValue()) : CanonicalJson.text(value))
                .toList();
    }
}
