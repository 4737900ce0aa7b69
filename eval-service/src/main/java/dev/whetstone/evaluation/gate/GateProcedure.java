package dev.whetstone.evaluation.gate;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.evaluation.EvaluationCompleted;
import dev.whetstone.contracts.evaluation.TuningDecided;
import dev.whetstone.evaluation.alias.Aliases;
import dev.whetstone.evaluation.decide.ArmScores;
import dev.whetstone.evaluation.decide.Gate;
import dev.whetstone.evaluation.decide.GateDecision;
import dev.whetstone.evaluation.gateway.BaseModel;
import dev.whetstone.evaluation.gateway.Gateway;
import dev.whetstone.evaluation.measure.RunReport;
import dev.whetstone.evaluation.measure.Suite;
import dev.whetstone.evaluation.measure.Suites;
import dev.whetstone.evaluation.output.Obtained;
import dev.whetstone.evaluation.output.Outputs;
import dev.whetstone.evaluation.output.Progress;
import dev.whetstone.evaluation.report.ArmResult;
import dev.whetstone.evaluation.run.Claim;
import dev.whetstone.evaluation.run.EvaluationKind;
import dev.whetstone.evaluation.run.Evaluations;
import dev.whetstone.evaluation.vault.Vault;
import dev.whetstone.evaluation.worker.Procedure;
import dev.whetstone.evaluation.worker.RunEnd;
import dev.whetstone.evaluation.worker.RunEnds;
import dev.whetstone.messaging.Outbox;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

/** Measures every baseline on the base that the gateway serves, and decides. */
@ApplicationScoped
class GateProcedure implements Procedure {
    private static final Logger LOG = Logger.getLogger(GateProcedure.class);

    private final Gateway gateway;
    private final Suites suites;
    private final Outputs outputs;
    private final Evaluations evaluations;
    private final Aliases aliases;
    private final Vault vault;
    private final Outbox outbox;
    private final Clock clock;

    GateProcedure(
            Gateway gateway,
            Suites suites,
            Outputs outputs,
            Evaluations evaluations,
            Aliases aliases,
            Vault vault,
            Outbox outbox,
            Clock clock) {
        this.gateway = gateway;
        this.suites = suites;
        this.outputs = outputs;
        this.evaluations = evaluations;
        this.aliases = aliases;
        this.vault = vault;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public EvaluationKind kind() {
        return EvaluationKind.GATE;
    }

    @Override
    public RunEnd perform(Claim claim, Progress progress) throws InterruptedException {
        BaseModel base = gateway.base();
        if (!evaluations.measures(claim, base.digest())) {
            return new RunEnd.Superseded(
                    "base " + base.digest() + " was evaluated before, on the same dataset version and eval");
        }
        Suite suite = suites.open(claim, base);
        return switch (outputs.obtain(base, suite.plan(suite.baselines()), progress)) {
            case Obtained.All answers -> decide(claim, suite, suite.results(suite.baselines(), answers), progress);
            case Obtained.Stopped stopped -> RunEnds.of(stopped);
        };
    }

    private RunEnd decide(Claim claim, Suite suite, List<ArmResult> arms, Progress progress) {
        Optional<RunEnd> incomplete = RunEnds.incomplete(arms, suite.eval().criteria());
        return incomplete.orElseGet(() -> {
            List<ArmScores> scores = arms.stream()
                    .map(arm -> arm.scores(suite.eval().criteria()))
                    .toList();
            GateDecision decided = Gate.decide(suite.eval().criteria(), scores);
            GateDecision decision = suite.leftOut()
                    .map(reason -> decided.noting("Prompt + schema was left out: " + reason + "."))
                    .orElse(decided);
            RunReport report = RunReport.of(claim, suite, arms).with("decision", decision);
            ArtifactRef whole = vault.sealToSelf(report.wholeBytes());
            ArtifactRef summary = vault.put(report.summaryBytes());
            return new RunEnd.Completed(() -> record(claim, suite, decision, report, whole, summary, progress));
        });
    }

    private void record(
            Claim claim,
            Suite suite,
            GateDecision decision,
            RunReport report,
            ArtifactRef whole,
            ArtifactRef summary,
            Progress progress) {
        aliases.establish(
                claim.task(), suite.base().digest(), suite.eval().online().sampledShare());
        evaluations.finish(claim, report.summary().toString(), whole, progress);
        outbox.append(new EvaluationCompleted(
                claim.task(),
                claim.id(),
                claim.eval(),
                claim.dataset(),
                suite.base().digest(),
                Optional.empty(),
                report.scores(),
                whole));
        TuningDecided decided = new TuningDecided(
                claim.task(),
                UUID.randomUUID(),
                claim.dataset(),
                claim.eval(),
                suite.base().digest(),
                decision.outcome(),
                decision.justified(),
                decision.reason(),
                summary);
        outbox.append(decided);
        Decision.record(claim.id(), decided, clock.instant());
        LOG.infof(
                "gate decided task=%s dataset=%s outcome=%s: %s",
                claim.task(), claim.dataset(), decision.outcome(), decision.reason());
    }

    @Override
    public void abandoned(Claim claim, String reason) {
        // A gate evaluation holds nothing but its row.
    }
}
