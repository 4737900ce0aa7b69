package dev.whetstone.evaluation.grade;

import dev.whetstone.evaluation.grade.OutputGrader.Finding;
import dev.whetstone.evaluation.suite.CanonicalJson;
import dev.whetstone.evaluation.suite.FieldPath;
import dev.whetstone.evaluation.suite.GraderSettings;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Do the repeats of an item agree on what a decision would rest on? The values at the stable fields are compared as sets. A repeat without a
 * readable JSON object agrees with nothing. A task without a schema is compared as text.
 */
final class StabilityGrader {

    private final GraderSettings settings;

    StabilityGrader(GraderSettings settings) {
        this.settings = settings;
    }

    /** @param outputs at least two */
    Finding grade(List<String> outputs) {
        List<Set<String>> answers = outputs.stream().map(this::answer).toList();
        int unreadable = (int) answers.stream().filter(Set::isEmpty).count();
        Set<Set<String>> different = new LinkedHashSet<>(answers);
        boolean stable = unreadable == 0 && different.size() == 1;
        EvidenceCollector seen = new EvidenceCollector()
                .count("repeats", outputs.size())
                .count("unreadable", unreadable)
                .count("different_answers", different.size());
        return new Finding(stable, meanAgreement(answers), seen.evidence());
    }

    /** Never empty for a readable output: each field is there with its name even when it has no value. */
    private Set<String> answer(String output) {
        if (settings.schema().isEmpty()) {
            return Set.of(ExactGrader.text(output));
        }
        Set<String> values = new TreeSet<>();
        ModelOutput.read(output).extracted().ifPresent(content -> {
            for (FieldPath path : settings.stable()) {
                values.add(path.text());
                path.read(content).forEach(value -> values.add(path + "=" + CanonicalJson.text(value)));
            }
        });
        return values;
    }

    /** Mean Jaccard similarity over all pairs of repeats. */
    private static double meanAgreement(List<Set<String>> answers) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < answers.size(); i++) {
            for (int j = i + 1; j < answers.size(); j++) {
                sum += agreement(answers.get(i), answers.get(j));
                pairs++;
            }
        }
        return sum / pairs;
    }

    private static double agreement(Set<String> a, Set<String> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return 0;
        }
        Set<String> both = new TreeSet<>(a);
        both.retainAll(b);
        Set<String> either = new TreeSet<>(a);
        either.addAll(b);
        return (double) both.size() / either.size();
    }
}
