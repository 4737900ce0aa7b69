package dev.whetstone.evaluation.grade;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.evaluation.suite.FieldPath;
import dev.whetstone.evaluation.suite.GraderSettings;
import dev.whetstone.evaluation.suite.Item;

import java.util.List;
import java.util.Set;

/**
 * Was every cited source given? A number must be one of the input's numbered passages, words must stand in the input. An output without a
 * readable JSON object fails: it cites nothing that anyone could check. Text around the object is the completeness grader's business, not this
 * one's, so a base model is not blamed twice for it.
 */
final class SourcesGrader implements OutputGrader {

    private final List<FieldPath> cited;

    SourcesGrader(GraderSettings settings) {
        this.cited = settings.cited();
    }

    @Override
    public Finding grade(Item item, ModelOutput output) {
        EvidenceCollector seen =
                new EvidenceCollector().flag("readable", output.extracted().isPresent());
        if (output.extracted().isEmpty()) {
            seen.count("cited", 0).count("fabricated", 0).note("no JSON object in the output: nothing to check");
            return new Finding(false, 0, seen.evidence());
        }
        return grade(item, output.extracted().get(), seen);
    }

    private Finding grade(Item item, JsonNode content, EvidenceCollector seen) {
        String input = item.inputText();
        Set<Integer> given = Passages.given(input);
        Grounding grounding = new Grounding(input);
        List<Citation> citations = cited.stream()
                .flatMap(path -> path.read(content).stream())
                .flatMap(value -> Citation.read(value).stream())
                .toList();
        List<Citation> fabricated = citations.stream()
                .filter(citation -> !isGiven(citation, given, grounding))
                .toList();
        seen.count("cited", citations.size()).count("fabricated", fabricated.size());
        fabricated.forEach(citation -> seen.note(citation.text() + " is not among the given " + given));
        double score = citations.isEmpty() ? 1 : 1 - (double) fabricated.size() / citations.size();
        return new Finding(fabricated.isEmpty(), score, seen.evidence());
    }

    private static boolean isGiven(Citation citation, Set<Integer> given, Grounding grounding) {
        return switch (citation) {
            case Citation.Numbered numbered -> given.contains(numbered.passage());
            case Citation.Quoted quoted -> grounding.holds(quoted.text());
            case Citation.Nothing _ -> false;
        };
    }
}
