package dev.whetstone.gateway.model;

import dev.whetstone.artifacts.ArtifactCorruptException;
import dev.whetstone.artifacts.ArtifactException;
import dev.whetstone.artifacts.ArtifactMissingException;
import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.serving.RefusalReason;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.engine.Adapter;
import dev.whetstone.engine.AdapterException;
import dev.whetstone.engine.adapter.AdapterFingerprint;
import dev.whetstone.engine.adapter.DurableFiles;
import dev.whetstone.engine.adapter.FingerprintCheck;

import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * What stands between an adapter's digest and its first answer: the bytes are the digest's, the base is the one it was trained on, the
 * engine can apply it, and on the trainer's probes it answers as it did when it was trained.
 */
class AdapterVerifier {

    private final ArtifactStore store;
    private final Path work;

    AdapterVerifier(ArtifactStore store, Path work) {
        this.store = store;
        this.work = work;
    }

    AdapterVerdict verify(LoadedBase base, ServedModel wanted) {
        if (!wanted.base().equals(base.digest())) {
            return new AdapterVerdict.Refused(
                    RefusalReason.OTHER_BASE, base.identity().refusalOf(wanted.base()));
        }
        ArtifactRef tree = wanted.adapter().orElseThrow();
        Path directory = work.resolve(tree.digest().hex());
        try {
            DurableFiles.deleteTree(directory);
            store.materialize(tree, directory);
            return load(base, directory);
        } catch (ArtifactMissingException | ArtifactCorruptException e) {
            return new AdapterVerdict.Refused(
                    RefusalReason.DIGEST_MISMATCH, e.getMessage() + ": restore the artifact, or train it again");
        } catch (ArtifactException | UncheckedIOException e) {
            return new AdapterVerdict.Failed(e.getMessage());
        } finally {
            DurableFiles.deleteTree(directory);
        }
    }

    private static AdapterVerdict load(LoadedBase base, Path directory) {
        Adapter adapter;
        try {
            adapter = base.model().loadAdapter(directory);
        } catch (AdapterException e) {
            return new AdapterVerdict.Refused(RefusalReason.INVALID_ADAPTER, withoutPlace(e.getMessage(), directory));
        }
        AdapterVerdict verdict = null;
        try {
            verdict = adapter.isBatchable() ? compare(base, adapter, directory) : unbatchable();
            return verdict;
        } finally {
            if (!(verdict instanceof AdapterVerdict.Accepted)) {
                adapter.close();
            }
        }
    }

    private static AdapterVerdict unbatchable() {
        return new AdapterVerdict.Refused(
                RefusalReason.INVALID_ADAPTER,
                "use_dora is true: such an adapter scales the base's own output and cannot share a batch; train it without DoRA");
    }

    private static AdapterVerdict compare(LoadedBase base, Adapter adapter, Path directory) {
        return switch (AdapterFingerprint.check(base.model(), adapter, directory)) {
            case FingerprintCheck.Matches _ -> new AdapterVerdict.Accepted(adapter);
            case FingerprintCheck.NoEffect _ ->
                new AdapterVerdict.Refused(
                        RefusalReason.NO_EFFECT,
                        "on its stored probes it answers as the base does: it was not trained, or not applied");
            case FingerprintCheck.Differs differs ->
                new AdapterVerdict.Refused(
                        RefusalReason.FINGERPRINT_MISMATCH,
                        "on its stored probes it answers otherwise than when it was trained: "
                                + withoutPlace(differs.how(), directory));
        };
    }

    /** Callers and events learn a file's name and not where it lay. */
    private static String withoutPlace(String message, Path directory) {
        return message.replace(directory + "/", "");
    }
}
