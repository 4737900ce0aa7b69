package dev.whetstone.evaluation.judge;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.evaluation.alias.AliasState;
import dev.whetstone.evaluation.alias.Aliases;
import dev.whetstone.evaluation.decide.RegressionItem;
import dev.whetstone.evaluation.gate.Decision;
import dev.whetstone.evaluation.gateway.BaseModel;
import dev.whetstone.evaluation.gateway.Gateway;
import dev.whetstone.evaluation.measure.Suite;
import dev.whetstone.evaluation.measure.Suites;
import dev.whetstone.evaluation.output.Obtained;
import dev.whetstone.evaluation.output.Outputs;
import dev.whetstone.evaluation.output.Planned;
import dev.whetstone.evaluation.output.Progress;
import dev.whetstone.evaluation.run.Claim;
import dev.whetstone.evaluation.run.EvaluationKind;
import dev.whetstone.evaluation.worker.Procedure;
import dev.whetstone.evaluation.worker.RunEnd;
import dev.whetstone.evaluation.worker.RunEnds;
import io.quarkus.narayana.jta.QuarkusTransaction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

/** Has the candidate served, measures it with the same eval as the baselines, holds it against them and judges. */
@ApplicationScoped
class CandidateProcedure implements Procedure {
    private final Gateway gateway;
    private final CandidateAdmission admission;
    private final Suites suites;
    private final Outputs outputs;
    private final Aliases aliases;
    private final VerdictWriter writer;
    private final VerdictRecord record;

    CandidateProcedure(
            Gateway gateway,
            CandidateAdmission admission,
            Suites suites,
            Outputs outputs,
            Aliases aliases,
            VerdictWriter writer,
            VerdictRecord record) {
        this.gateway = gateway;
        this.admission = admission;
        this.suites = suites;
        this.outputs = outputs;
        this.aliases = aliases;
        this.writer = writer;
        this.record = record;
    }

    @Override
    public EvaluationKind kind() {
        return EvaluationKind.CANDIDATE;
    }

    @Override
    public RunEnd perform(Claim claim, Progress progress) throws InterruptedException {
        BaseModel base = gateway.base();
        return switch (admission.admit(claim, base)) {
            case Admission.NotYet(Duration pause, String reason) -> new RunEnd.Later(pause, reason);
            case Admission.Refused(String reason) ->
                completed(claim, writer.refused(claim, suites.open(claim, base), reason), progress);
            case Admission.Served _ -> measure(claim, judging(claim, suites.open(claim, base)), progress);
        };
    }

    private Judging judging(Claim claim, Suite suite) {
        Digest base = suite.base().digest();
        return QuarkusTransaction.requiringNew().call(() -> {
            ServedModel served = aliases.find(claim.task())
                    .map(AliasState::stable)
                    .orElseGet(() -> new ServedModel(base, Optional.empty()));
            Decision decision =
                    Decision.justifying(claim.task(), claim.dataset(), base).orElseThrow();
            return new Judging(suite, claim.requireAdapter().digest(), served, Set.copyOf(decision.justified()));
        });
    }

    private RunEnd measure(Claim claim, Judging judging, Progress progress) throws InterruptedException {
        RegressionCheck regression = new RegressionCheck(judging);
        List<Planned> plan = new ArrayList<>(judging.suite().plan(judging.runs()));
        plan.addAll(regression.firstLook());
        return switch (outputs.obtain(judging.suite().base(), plan, progress)) {
            case Obtained.All answers -> settle(claim, judging, regression, answers, progress);
            case Obtained.ModelRefused(String reason) ->
                completed(claim, writer.refused(claim, judging.suite(), reason), progress);
            case Obtained.Stopped stopped -> RunEnds.of(stopped);
        };
    }

    private RunEnd settle(
            Claim claim, Judging judging, RegressionCheck regression, Obtained.All answers, Progress progress)
            throws InterruptedException {
        return switch (outputs.obtain(judging.suite().base(), regression.settlingPlan(answers), progress)) {
            case Obtained.All settled -> judge(claim, judging, regression.results(answers, settled), answers, progress);
            case Obtained.Stopped stopped -> RunEnds.of(stopped);
        };
    }

    private RunEnd judge(
            Claim claim, Judging judging, List<RegressionItem> regression, Obtained.All answers, Progress progress) {
        var arms = judging.suite().results(judging.runs(), answers);
        return RunEnds.incomplete(arms, judging.suite().eval().criteria())
                .orElseGet(() -> completed(claim, writer.judge(claim, judging, arms, regression), progress));
    }

    private RunEnd completed(Claim claim, Judged judged, Progress progress) {
        return new RunEnd.Completed(() -> record.record(claim, judged, progress));
    }

    @Override
    public void abandoned(Claim claim, String reason) {
        record.abandon(claim, reason);
    }
}
