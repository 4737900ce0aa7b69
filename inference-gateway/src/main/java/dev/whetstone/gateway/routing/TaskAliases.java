package dev.whetstone.gateway.routing;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.contracts.serving.ServingChanged;
import dev.whetstone.gateway.model.AdapterState;
import dev.whetstone.messaging.TraceParent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The aliases of one task: what eval-service wants and what this replica answers with. Stable goes on answering with the last good model
 * until the wanted one is resident; candidate answers only with what it points at, because it is there to be judged.
 */
final class TaskAliases {

    /** What stable answers with. */
    record Serving(ServedModel model, long revision, double sampledShare) {}

    private ServingChanged wanted;
    private Instant arrived;
    private TraceParent trace = TraceParent.current();
    private Optional<Serving> stable = Optional.empty();
    private Optional<Digest> announcedStable = Optional.empty();
    private Optional<Digest> announcedCandidate = Optional.empty();
    private final Set<Digest> announcedRefusals = new HashSet<>();

    TaskAliases(ServingChanged first, Instant arrived) {
        this.wanted = first;
        this.arrived = arrived;
    }

    /** False when the state is not newer than the one known: it is ignored. */
    boolean apply(ServingChanged change, Instant when) {
        if (change.revision() <= wanted.revision()) {
            return false;
        }
        wanted = change;
        arrived = when;
        trace = TraceParent.current();
        announcedRefusals.clear();
        return true;
    }

    ServingChanged wanted() {
        return wanted;
    }

    Instant arrived() {
        return arrived;
    }

    /** Of the state that is wanted: loading and announcing it belong to the same. */
    TraceParent trace() {
        return trace;
    }

    TaskName task() {
        return wanted.task();
    }

    Optional<Serving> stable() {
        return stable;
    }

    /** Stable does not answer with what is wanted. */
    boolean isWaiting() {
        return !stable.map(Serving::model).equals(Optional.of(wanted.stable()));
    }

    /** Every model with an adapter that must be in memory, the most urgent first. */
    List<ServedModel> needed() {
        List<ServedModel> all = new ArrayList<>(List.of(wanted.stable()));
        wanted.candidate().ifPresent(all::add);
        stable.map(Serving::model).ifPresent(all::add);
        wanted.previous().ifPresent(all::add);
        return all.stream().filter(model -> model.adapter().isPresent()).toList();
    }

    /**
     * Moves stable to what is wanted, if that can answer.
     *
     * @return the aliases that answer with another adapter than before
     */
    List<Moved> settle(Digest base, Function<Digest, AdapterState> states) {
        List<Moved> moved = new ArrayList<>();
        if (canAnswer(wanted.stable(), base, states)) {
            stable = Optional.of(new Serving(wanted.stable(), wanted.revision(), wanted.sampledShare()));
            announcedStable = announce(ModelName.STABLE, wanted.stable().adapterDigest(), announcedStable, moved);
        }
        Optional<Digest> candidate = wanted.candidate()
                .filter(model -> canAnswer(model, base, states))
                .flatMap(ServedModel::adapterDigest);
        announcedCandidate = announce(ModelName.CANDIDATE, candidate, announcedCandidate, moved);
        return moved;
    }

    private static Optional<Digest> announce(
            String alias, Optional<Digest> now, Optional<Digest> before, List<Moved> moved) {
        if (!now.equals(before)) {
            now.ifPresent(adapter -> moved.add(new Moved(alias, adapter)));
        }
        return now;
    }

    /** Whether this refusal is news since the last change. */
    boolean refusalIsNews(Digest adapter) {
        return announcedRefusals.add(adapter);
    }

    private static boolean canAnswer(ServedModel model, Digest base, Function<Digest, AdapterState> states) {
        return model.base().equals(base)
                && model.adapterDigest()
                        .map(digest -> states.apply(digest) instanceof AdapterState.Resident)
                        .orElse(true);
    }

    /** An alias that answers with this adapter from now on. */
    record Moved(String alias, Digest adapter) {}
}
