package dev.whetstone.evaluation.grade;

import dev.whetstone.evaluation.suite.GraderSettings;
import dev.whetstone.evaluation.suite.Item;

/** Is every risk of the reference in the output? An output without a readable JSON object names none. */
final class MissedRisksGrader implements OutputGrader {

    private final GraderSettings settings;

    MissedRisksGrader(GraderSettings settings) {
        this.settings = settings;
    }

    @Override
    public Finding grade(Item item, ModelOutput output) {
        RiskFindings risks = RiskFindings.of(item, output, settings);
        EvidenceCollector seen = risks.evidence();
        risks.missed().forEach(risk -> seen.note("missed: " + risk));
        boolean passed = risks.readable() && risks.missed().isEmpty();
        double share = risks.wanted().isEmpty()
                ? 1
                : 1 - (double) risks.missed().size() / risks.wanted().size();
        return new Finding(passed, risks.readable() ? share : 0, seen.evidence());
    }
}
