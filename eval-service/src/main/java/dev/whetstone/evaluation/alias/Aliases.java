package dev.whetstone.evaluation.alias;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.contracts.serving.ServingChanged;
import dev.whetstone.messaging.Outbox;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** Moves aliases. Each move is one revision, one row of history and one {@code ServingChanged}, in the caller's transaction. */
@ApplicationScoped
@Transactional(TxType.MANDATORY)
public class Aliases {
    private static final Logger LOG = Logger.getLogger(Aliases.class);

    private final Outbox outbox;
    private final Event<AliasMoved> moved;
    private final Clock clock;

    Aliases(Outbox outbox, Event<AliasMoved> moved, Clock clock) {
        this.outbox = outbox;
        this.moved = moved;
        this.clock = clock;
    }

    /** As it is now; may have moved when the caller acts on it. */
    public Optional<AliasState> find(TaskName task) {
        return Alias.of(task).map(Alias::state);
    }

    /** As it is until the transaction ends: nobody moves it meanwhile. */
    public Optional<AliasState> lock(TaskName task) {
        return Alias.lock(task).map(Alias::state);
    }

    /** The task's alias; the first time it is made, with the base served. */
    public AliasState establish(TaskName task, Digest base, double sampledShare) {
        if (Alias.insert(task, base, sampledShare, clock.instant())) {
            AliasState first = require(task).state();
            announce(first, first, MoveAction.ESTABLISHED, "the base is served until an adapter is promoted");
        }
        return onBase(task, base);
    }

    /** A gateway with another base: as long as no adapter is served, stable follows it. */
    private AliasState onBase(TaskName task, Digest base) {
        ServedModel stable = require(task).state().stable();
        return stable.adapter().isPresent() || stable.base().equals(base)
                ? require(task).state()
                : promote(
                        task,
                        new ServedModel(base, Optional.empty()),
                        MoveAction.ESTABLISHED,
                        "the gateway serves another base");
    }

    public AliasState propose(TaskName task, ServedModel candidate, String reason) {
        return move(task, MoveAction.CANDIDATE_SET, reason, alias -> alias.propose(candidate, clock.instant()));
    }

    public AliasState clearCandidate(TaskName task, String reason) {
        return move(task, MoveAction.CANDIDATE_CLEARED, reason, alias -> alias.clearCandidate(clock.instant()));
    }

    /** @param action {@code PROMOTED} or {@code FORCED} */
    public AliasState promote(TaskName task, ServedModel model, MoveAction action, String reason) {
        return move(task, action, reason, alias -> alias.promote(model, clock.instant()));
    }

    /** @param action {@code ROLLED_BACK} or {@code ALARMED} */
    public AliasState rollBack(TaskName task, MoveAction action, String reason) {
        return move(task, action, reason, alias -> alias.rollBack(clock.instant()));
    }

    public AliasState sample(TaskName task, double share) {
        String reason = "the eval now asks for " + share + " of stable traffic";
        return move(task, MoveAction.SHARE_CHANGED, reason, alias -> alias.sample(share, clock.instant()));
    }

    private AliasState move(TaskName task, MoveAction action, String reason, Consumer<Alias> change) {
        Alias alias = require(task);
        AliasState before = alias.state();
        change.accept(alias);
        announce(before, alias.state(), action, reason);
        return alias.state();
    }

    private void announce(AliasState before, AliasState after, MoveAction action, String reason) {
        AliasMove.record(after, action, reason, clock.instant());
        outbox.append(new ServingChanged(
                after.task(),
                after.revision(),
                after.stable(),
                after.candidate(),
                after.previous(),
                after.sampledShare(),
                reason));
        moved.fire(new AliasMoved(before, after, action, reason));
        LOG.infof("alias moved task=%s revision=%d action=%s", after.task(), after.revision(), action.label());
    }

    private static Alias require(TaskName task) {
        return Alias.lock(task)
                .orElseThrow(() -> new IllegalStateException("task " + task + " has no alias yet: establish it first"));
    }
}
