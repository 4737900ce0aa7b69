package dev.whetstone.evaluation.alias;

import static dev.whetstone.edge.EdgeError.REQUEST_MALFORMED;
import static dev.whetstone.evaluation.edge.EvaluationError.ADAPTER_MISSING;
import static dev.whetstone.evaluation.edge.EvaluationError.ALIAS_MOVED;
import static dev.whetstone.evaluation.edge.EvaluationError.GATEWAY_AWAY;
import static dev.whetstone.evaluation.edge.EvaluationError.NOTHING_TO_ROLL_BACK;
import static dev.whetstone.evaluation.edge.EvaluationError.PROMOTION_UNPROVEN;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.edge.Parameters;
import dev.whetstone.edge.RequestRefused;
import dev.whetstone.evaluation.definition.Evals;
import dev.whetstone.evaluation.edge.Reasons;
import dev.whetstone.evaluation.gateway.Gateway;
import dev.whetstone.evaluation.gateway.GatewayAwayException;
import dev.whetstone.evaluation.suite.EvalDefinition;
import dev.whetstone.evaluation.suite.HeldSchema;
import dev.whetstone.evaluation.vault.Vault;
import dev.whetstone.evaluation.verdict.StoredVerdict;
import io.quarkus.narayana.jta.QuarkusTransaction;

import java.util.Optional;
import java.util.OptionalLong;

import jakarta.enterprise.context.ApplicationScoped;

/** Moves that a person asks for: what evidence they need, and that nobody moved the alias meanwhile. */
@ApplicationScoped
class Promotions {
    private static final double WITHOUT_AN_EVAL = 1.0;

    private final Aliases aliases;
    private final Vault vault;
    private final Gateway gateway;
    private final Evals evals;

    Promotions(Aliases aliases, Vault vault, Gateway gateway, Evals evals) {
        this.evals = evals;
        this.aliases = aliases;
        this.vault = vault;
        this.gateway = gateway;
    }

    AliasView promote(TaskName task, PromoteAdapter request) {
        String reason = Reasons.require(request.reason());
        Optional<Digest> adapter = request.adapter().map(text -> Parameters.digest("adapter", text));
        Optional<ArtifactRef> bytes = adapter.map(this::requireStored);
        ensureAlias(task, request.isForced());
        Optional<Digest> gatewayBase = request.isForced() && adapter.isEmpty() ? findBase() : Optional.empty();
        return QuarkusTransaction.requiringNew().call(() -> {
            AliasState now = expect(task, request.expectedRevision());
            Digest base = gatewayBase.orElse(now.stable().base());
            if (!request.isForced()) {
                requireVerdict(task, base, adapter);
            }
            Optional<String> schema = adapter.flatMap(digest -> schemaOf(task, base, digest));
            MoveAction action = request.isForced() ? MoveAction.FORCED : MoveAction.PROMOTED;
            aliases.promote(task, new ServedModel(base, bytes, schema), action, reason);
            return Alias.lock(task).orElseThrow().view();
        });
    }

    AliasView rollBack(TaskName task, RollBack request) {
        String reason = Reasons.require(request.reason());
        return QuarkusTransaction.requiringNew().call(() -> {
            AliasState now = expect(task, request.expectedRevision());
            if (now.servedAdapter().isEmpty()) {
                throw new RequestRefused(
                        NOTHING_TO_ROLL_BACK,
                        "the base is served: there is nothing behind it",
                        "Promote an adapter instead.");
            }
            aliases.rollBack(task, MoveAction.ROLLED_BACK, reason);
            return Alias.lock(task).orElseThrow().view();
        });
    }

    /** As it was judged last; what nobody judged is served as the task's eval would have it judged. */
    private Optional<String> schemaOf(TaskName task, Digest base, Digest adapter) {
        return StoredVerdict.promotionOf(task, base, adapter)
                .or(() -> StoredVerdict.newestOf(task, adapter))
                .map(judged -> evals.find(task, judged.eval()))
                .orElseGet(() -> evals.current(task))
                .flatMap(EvalDefinition::servedSchema)
                .map(HeldSchema::text);
    }

    private ArtifactRef requireStored(Digest adapter) {
        return vault.find(adapter)
                .orElseThrow(() -> new RequestRefused(
                        ADAPTER_MISSING,
                        "adapter " + adapter + " is not in the artifact store",
                        "Put its PEFT directory there first; its tree digest is its name."));
    }

    /** The base's digest is asked for outside any transaction. */
    private void ensureAlias(TaskName task, boolean force) {
        if (force
                && QuarkusTransaction.requiringNew()
                        .call(() -> aliases.find(task))
                        .isEmpty()) {
            Digest base = base();
            QuarkusTransaction.requiringNew().run(() -> aliases.establish(task, base, WITHOUT_AN_EVAL));
        }
    }

    /** The base itself is served as the gateway has it now; a gateway that is away leaves the alias's. */
    private Optional<Digest> findBase() {
        try {
            return Optional.of(gateway.base().digest());
        } catch (GatewayAwayException e) {
            return Optional.empty();
        }
    }

    private Digest base() {
        try {
            return gateway.base().digest();
        } catch (GatewayAwayException e) {
            throw new RequestRefused(GATEWAY_AWAY, e.getMessage(), "Start the gateway, then try again.");
        }
    }

    private AliasState expect(TaskName task, OptionalLong expected) {
        AliasState now = aliases.lock(task).orElseThrow(() -> AliasResource.unknown(task));
        long revision = expected.orElseThrow(() -> new RequestRefused(
                REQUEST_MALFORMED,
                "expected_revision: missing; the alias is at revision " + now.revision(),
                "Look at the alias, then name the revision that you saw."));
        if (revision != now.revision()) {
            throw new RequestRefused(
                    ALIAS_MOVED,
                    "expected_revision: got " + revision + ", but the alias is at revision " + now.revision(),
                    "Look at the alias again: somebody moved it.");
        }
        return now;
    }

    private static void requireVerdict(TaskName task, Digest base, Optional<Digest> adapter) {
        Digest digest = adapter.orElseThrow(
                () -> unproven("the base needs no verdict, but leaving an adapter for it needs a decision"));
        if (StoredVerdict.promotionOf(task, base, digest).isEmpty()) {
            throw unproven(StoredVerdict.newestOf(task, digest)
                    .map(judged -> "the verdict over adapter " + digest + " is " + judged.verdict() + " over base "
                            + judged.base() + ", and the alias is on base " + base)
                    .orElse("no verdict over exactly the bytes of adapter " + digest + " exists"));
        }
    }

    private static RequestRefused unproven(String missing) {
        return new RequestRefused(
                PROMOTION_UNPROVEN,
                missing,
                "Wait for a PROMOTED verdict, roll back instead, or set force to true with a reason that stays on record.");
    }
}
