package dev.whetstone.evaluation.grade;

import dev.whetstone.evaluation.suite.GraderSettings;
import dev.whetstone.evaluation.suite.Item;

/**
 * Is every risk of the output in the reference? An output without a readable JSON object invents none, and yet fails: it has not been shown to
 * be free of them. The counts keep the two apart.
 */
final class InventedRisksGrader implements OutputGrader {

    private final GraderSettings settings;

    InventedRisksGrader(GraderSettings settings) {
        this.settings = settings;
    }

    @Override
    public Finding grade(Item item, ModelOutput output) {
        RiskFindings risks = RiskFindings.of(item, output, settings);
        EvidenceCollector seen = risks.evidence();
        risks.invented().forEach(risk -> seen.note("invented: " + risk));
        boolean passed = risks.readable() && risks.invented().isEmpty();
        double share = risks.found().isEmpty()
                ? 1
                : 1 - (double) risks.invented().size() / risks.found().size();
        return new Finding(passed, risks.readable() ? share : 0, seen.evidence());
    }
}
