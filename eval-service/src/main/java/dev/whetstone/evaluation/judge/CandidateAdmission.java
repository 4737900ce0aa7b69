package dev.whetstone.evaluation.judge;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.evaluation.alias.AliasState;
import dev.whetstone.evaluation.alias.Aliases;
import dev.whetstone.evaluation.definition.Evals;
import dev.whetstone.evaluation.gateway.BaseModel;
import dev.whetstone.evaluation.gateway.Gateway;
import dev.whetstone.evaluation.gateway.ModelStatus;
import dev.whetstone.evaluation.run.Claim;
import dev.whetstone.evaluation.run.Evaluations;
import dev.whetstone.evaluation.suite.EvalDefinition;
import dev.whetstone.evaluation.suite.HeldSchema;
import io.quarkus.narayana.jta.QuarkusTransaction;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

/** Makes an adapter its task's candidate, one at a time, and finds out whether a gateway serves it. */
@ApplicationScoped
class CandidateAdmission {
    private final Evals evals;
    private final Aliases aliases;
    private final Evaluations evaluations;
    private final Gateway gateway;
    private final CandidateConfig config;
    private final Clock clock;

    CandidateAdmission(
            Evals evals,
            Aliases aliases,
            Evaluations evaluations,
            Gateway gateway,
            CandidateConfig config,
            Clock clock) {
        this.evals = evals;
        this.aliases = aliases;
        this.evaluations = evaluations;
        this.gateway = gateway;
        this.config = config;
        this.clock = clock;
    }

    Admission admit(Claim claim, BaseModel base) {
        if (claim.refusal().isPresent()) {
            return new Admission.Refused(claim.refusal().get());
        }
        if (!claim.base().equals(Optional.of(base.digest()))) {
            return new Admission.Refused("it was trained on base "
                    + claim.base().orElseThrow() + ", but the gateway serves " + base.digest());
        }
        return QuarkusTransaction.requiringNew()
                .call(() -> propose(claim, base))
                .map(Admission.class::cast)
                .orElseGet(() -> ask(claim));
    }

    /** Sets the alias's candidate; says so when another adapter is under judgement. */
    private Optional<Admission.NotYet> propose(Claim claim, BaseModel base) {
        EvalDefinition eval = evals.require(claim.task(), claim.eval());
        AliasState alias =
                aliases.establish(claim.task(), base.digest(), eval.online().sampledShare());
        Digest adapter = claim.requireAdapter().digest();
        if (alias.candidateAdapter().filter(other -> !other.equals(adapter)).isPresent()) {
            return Optional.of(new Admission.NotYet(config.look(), "another candidate is under judgement"));
        }
        if (!alias.stable().base().equals(base.digest())) {
            return Optional.of(new Admission.NotYet(config.look(), incomparable(alias, base)));
        }
        if (alias.candidate().isEmpty() && !alias.servedAdapter().equals(Optional.of(adapter))) {
            ServedModel model = new ServedModel(
                    base.digest(), claim.adapter(), eval.servedSchema().map(HeldSchema::text));
            aliases.propose(claim.task(), model, "adapter " + adapter.brief() + " is to be judged");
        }
        if (claim.waitUntil().isEmpty()) {
            evaluations.waitForAdapter(claim, clock.instant().plus(config.servedWithin()));
        }
        return Optional.empty();
    }

    /** An adapter over another base cannot be asked, and nobody knows what it would say. */
    private static String incomparable(AliasState alias, BaseModel base) {
        return "waits: what is served is adapter "
                + alias.servedAdapter().map(Digest::brief).orElse("none") + " over base "
                + alias.stable().base() + ", but the gateway serves " + base.digest()
                + ", so there is nothing to compare with: put stable back to the base by a forced promotion without adapter, or serve that base";
    }

    private Admission ask(Claim claim) {
        return switch (gateway.status(claim.requireAdapter().digest().value())) {
            case ModelStatus.Ready _ -> new Admission.Served();
            case ModelStatus.Refused(String reason) -> new Admission.Refused(reason);
            case ModelStatus.Unreachable(String reason) -> new Admission.NotYet(config.look(), reason);
            case ModelStatus.Pending _ -> pending(claim);
        };
    }

    private Admission pending(Claim claim) {
        Instant deadline = claim.waitUntil().orElse(Instant.MAX);
        return clock.instant().isBefore(deadline)
                ? new Admission.NotYet(config.look(), "waits for the gateway to serve the adapter")
                : new Admission.Refused("no gateway served it within " + config.servedWithin());
    }
}
