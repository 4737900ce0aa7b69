package dev.whetstone.evaluation.alias;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.contracts.serving.ServedModel;

import java.util.Optional;

/**
 * An alias at one revision.
 *
 * @param stableSince the revision at which stable last moved; online evidence counts from there
 */
public record AliasState(
        TaskName task,
        long revision,
        long stableSince,
        ServedModel stable,
        Optional<ServedModel> candidate,
        Optional<ServedModel> previous,
        double sampledShare) {

    /** Empty when the base itself is served. */
    public Optional<Digest> servedAdapter() {
        return stable.adapterDigest();
    }

    /** The same adapter over the same base, answering in the same way. */
    public boolean serves(ServedModel model) {
        return stable.base().equals(model.base())
                && servedAdapter().equals(model.adapterDigest())
                && stable.outputSchema().equals(model.outputSchema());
    }

    public Optional<Digest> candidateAdapter() {
        return candidate.flatMap(ServedModel::adapterDigest);
    }

    /** What a rollback leads to: what was stable before, or the base. */
    public ServedModel fallback() {
        return previous.orElse(new ServedModel(stable.base(), Optional.empty()));
    }

    /** Whether an answer of this adapter, given under this revision, came from what is stable now. */
    public boolean answered(Optional<Digest> adapter, long underRevision) {
        return servedAdapter().equals(adapter) && underRevision >= stableSince && underRevision <= revision;
    }
}
