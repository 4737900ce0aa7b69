package dev.whetstone.dataset.version;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.SealedArtifacts;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.dataset.edge.EvaluationKey;
import dev.whetstone.dataset.regression.RegressionRow;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Puts splits into the store: a line a row, test and regression sealed to eval-service. */
@Singleton
public class SplitWriter {

    private final ArtifactStore store;
    private final SealedArtifacts sealed;
    private final EvaluationKey evaluationKey;

    @Inject
    SplitWriter(ArtifactStore store, SealedArtifacts sealed, EvaluationKey evaluationKey) {
        this.store = store;
        this.sealed = sealed;
        this.evaluationKey = evaluationKey;
    }

    /**
     * @param before the split of the version before, whose artifact is used again when nothing has changed: sealing the same twice gives
     *     two artifacts
     * @param lines in their order, from the start at each call
     */
    public WrittenSplit write(
            SplitName name, int rows, Optional<WrittenSplit> before, Supplier<Iterator<String>> lines) {
        return name.sealed() ? seal(name, rows, before, lines) : plain(name, rows, lines);
    }

    private WrittenSplit plain(SplitName name, int rows, Supplier<Iterator<String>> lines) {
        ArtifactRef artifact = store.write(out -> write(lines.get(), out));
        return new WrittenSplit(name, rows, artifact.digest(), artifact);
    }

    private WrittenSplit seal(
            SplitName name, int rows, Optional<WrittenSplit> before, Supplier<Iterator<String>> lines) {
        Digest content = digest(lines.get());
        if (before.isPresent()
                && before.get().content().equals(content)
                && store.contains(before.get().artifact().digest())) {
            return before.get();
        }
        ArtifactRef artifact = sealed.seal(out -> write(lines.get(), out), evaluationKey.key());
        return new WrittenSplit(name, rows, content, artifact);
    }

    /** The whole regression split, in order of ids: what was there and what is new. */
    public WrittenSplit writeRegression(
            List<RegressionRow> known, List<RegressionRow> added, Optional<Version> before) {
        List<RegressionRow> all = new ArrayList<>(known);
        all.addAll(added);
        all.sort(Comparator.comparing(row -> row.summary().id()));
        return write(
                SplitName.REGRESSION,
                all.size(),
                before.map(version -> version.split(SplitName.REGRESSION)),
                () -> all.stream().map(RegressionRow::line).iterator());
    }

    private static Digest digest(Iterator<String> lines) {
        try (DigestOutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), Digest.sha256())) {
            write(lines, out);
            return Digest.of(out.getMessageDigest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Iterator<String> lines, OutputStream out) throws IOException {
        BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 16);
        while (lines.hasNext()) {
            buffered.write(lines.next().getBytes(StandardCharsets.UTF_8));
            buffered.write('\n');
        }
        buffered.flush();
    }
}
