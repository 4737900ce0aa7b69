package dev.whetstone.evaluation.judge;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.evaluation.AdapterJudged;
import dev.whetstone.contracts.evaluation.EvaluationCompleted;
import dev.whetstone.contracts.evaluation.Verdict;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.evaluation.alias.AliasState;
import dev.whetstone.evaluation.alias.Aliases;
import dev.whetstone.evaluation.alias.MoveAction;
import dev.whetstone.evaluation.leadtime.LeadTimes;
import dev.whetstone.evaluation.output.Progress;
import dev.whetstone.evaluation.run.Claim;
import dev.whetstone.evaluation.run.Evaluations;
import dev.whetstone.evaluation.verdict.StoredVerdict;
import dev.whetstone.messaging.Outbox;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** Records a verdict and all that follows from it, in one transaction. */
@ApplicationScoped
@Transactional(TxType.MANDATORY)
class VerdictRecord {
    private static final Logger LOG = Logger.getLogger(VerdictRecord.class);

    private final Aliases aliases;
    private final Evaluations evaluations;
    private final LeadTimes leadTimes;
    private final Outbox outbox;
    private final Clock clock;

    VerdictRecord(Aliases aliases, Evaluations evaluations, LeadTimes leadTimes, Outbox outbox, Clock clock) {
        this.aliases = aliases;
        this.evaluations = evaluations;
        this.leadTimes = leadTimes;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** @throws IllegalStateException when something else is served by now than what the candidate was compared with */
    void record(Claim claim, Judged judged, Progress progress) {
        AliasState alias = aliases.lock(claim.task()).orElseThrow();
        if (judged.comparedWith().filter(model -> !alias.serves(model)).isPresent()) {
            throw new IllegalStateException(
                    "what is served changed during the comparison: the candidate has to be compared with that");
        }
        evaluations.finish(claim, judged.summary(), judged.report(), progress);
        announce(claim, judged);
        move(claim, alias, judged);
    }

    private void announce(Claim claim, Judged judged) {
        Digest adapter = claim.requireAdapter().digest();
        if (!judged.scores().isEmpty()) {
            outbox.append(new EvaluationCompleted(
                    claim.task(),
                    claim.id(),
                    claim.eval(),
                    claim.dataset(),
                    claim.base().orElseThrow(),
                    Optional.of(adapter),
                    judged.scores(),
                    judged.report()));
        }
        AdapterJudged fact = new AdapterJudged(
                claim.task(),
                claim.job().orElseThrow(),
                adapter,
                claim.dataset(),
                claim.eval(),
                judged.verdict(),
                judged.reasons(),
                judged.summaryArtifact());
        outbox.append(fact);
        StoredVerdict.record(claim.id(), fact, judged.rates(), clock.instant());
        LOG.infof(
                "adapter judged task=%s adapter=%s verdict=%s: %s",
                claim.task(), adapter, judged.verdict(), judged.reasons());
    }

    private void move(Claim claim, AliasState alias, Judged judged) {
        Optional<Digest> adapter = claim.adapter().map(ref -> ref.digest());
        String reason = judged.verdict() + ": " + judged.reasons().getFirst();
        ServedModel model = new ServedModel(claim.base().orElseThrow(), claim.adapter(), judged.schema());
        if (judged.verdict() == Verdict.PROMOTED && !alias.serves(model)) {
            AliasState promoted = aliases.promote(claim.task(), model, MoveAction.PROMOTED, reason);
            leadTimes.promoted(
                    claim.task(),
                    promoted.revision(),
                    adapter.orElseThrow(),
                    claim.dataset(),
                    claim.job().orElseThrow());
        } else if (alias.candidateAdapter().equals(adapter)) {
            aliases.clearCandidate(claim.task(), reason);
        }
    }

    /** A candidate that was given up is no candidate any more. */
    void abandon(Claim claim, String reason) {
        Optional<Digest> adapter = claim.adapter().map(ref -> ref.digest());
        aliases.lock(claim.task())
                .filter(alias -> alias.candidateAdapter().equals(adapter))
                .ifPresent(alias -> aliases.clearCandidate(claim.task(), "no verdict: " + reason));
    }
}
