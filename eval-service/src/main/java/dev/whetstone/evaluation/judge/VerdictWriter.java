package dev.whetstone.evaluation.judge;

import dev.whetstone.contracts.evaluation.Verdict;
import dev.whetstone.evaluation.decide.ArmScores;
import dev.whetstone.evaluation.decide.Comparison;
import dev.whetstone.evaluation.decide.Judge;
import dev.whetstone.evaluation.decide.Judgement;
import dev.whetstone.evaluation.decide.Rate;
import dev.whetstone.evaluation.decide.RegressionItem;
import dev.whetstone.evaluation.measure.RunReport;
import dev.whetstone.evaluation.measure.Suite;
import dev.whetstone.evaluation.report.ArmResult;
import dev.whetstone.evaluation.run.Claim;
import dev.whetstone.evaluation.suite.Criterion;
import dev.whetstone.evaluation.suite.HeldSchema;
import dev.whetstone.evaluation.vault.Vault;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

/** Has the rules judge, and writes the report. */
@ApplicationScoped
class VerdictWriter {
    private final Vault vault;

    VerdictWriter(Vault vault) {
        this.vault = vault;
    }

    /** @param arms the candidate's first, then the baselines' */
    Judged judge(Claim claim, Judging judging, List<ArmResult> arms, List<RegressionItem> regression) {
        List<Criterion> criteria = judging.suite().eval().criteria();
        List<ArmScores> scores = arms.stream().map(arm -> arm.scores(criteria)).toList();
        Judgement judgement = Judge.judge(new Comparison(
                criteria,
                judging.justified(),
                scores.getFirst(),
                scores.subList(1, scores.size()),
                regression,
                arms.getFirst().labels()));
        RunReport report = RunReport.of(claim, judging.suite(), arms)
                .with("judgement", judgement)
                .with("regression", regression);
        return new Judged(
                judgement.verdict(),
                judgement.reasons(),
                Optional.of(judging.served()),
                judging.suite().eval().servedSchema().map(HeldSchema::text),
                report.scores(),
                rates(scores.getFirst()),
                report.summary().toString(),
                vault.sealToSelf(report.wholeBytes()),
                vault.put(report.summaryBytes()));
    }

    /** An adapter that no gateway serves is rejected without being measured. */
    Judged refused(Claim claim, Suite suite, String reason) {
        List<String> reasons = List.of("it cannot be served: " + reason);
        RunReport report = RunReport.of(claim, suite, List.of())
                .with("judgement", Map.of("verdict", Verdict.REJECTED, "reasons", reasons));
        return new Judged(
                Verdict.REJECTED,
                reasons,
                Optional.empty(),
                suite.eval().servedSchema().map(HeldSchema::text),
                List.of(),
                Map.of(),
                report.summary().toString(),
                vault.sealToSelf(report.wholeBytes()),
                vault.put(report.summaryBytes()));
    }

    private static Map<String, Rate> rates(ArmScores candidate) {
        Map<String, Rate> rates = new LinkedHashMap<>();
        candidate.criteria().forEach((criterion, scores) -> rates.put(criterion, scores.rate()));
        return rates;
    }
}
