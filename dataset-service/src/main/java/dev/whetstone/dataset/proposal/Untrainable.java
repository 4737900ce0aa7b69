package dev.whetstone.dataset.proposal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.contracts.Digest;
import dev.whetstone.dataset.regression.RegressionRow;
import dev.whetstone.dataset.row.Row;
import dev.whetstone.dataset.row.StrictJson;
import dev.whetstone.dataset.similarity.MinHash;
import dev.whetstone.dataset.similarity.NearClusters;
import dev.whetstone.dataset.similarity.NearIndex;
import dev.whetstone.dataset.similarity.Shingles;
import dev.whetstone.dataset.similarity.Words;
import dev.whetstone.dataset.version.WrittenSplit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which rows may no longer be trained on: those that ask what a regression sample asks, or nearly so. */
final class Untrainable {

    private final Set<Digest> prompts = new HashSet<>();
    private final List<long[]> shingles = new ArrayList<>();
    private final NearIndex near = new NearIndex();

    Untrainable(List<RegressionRow> failures) {
        for (RegressionRow failure : failures) {
            prompts.add(failure.summary().promptKey());
            near.add(shingles.size(), failure.summary().bands());
            shingles.add(shinglesOf(failure.row()));
        }
    }

    /** The lines of a plain split that remain. */
    List<String> remaining(ArtifactStore store, WrittenSplit split) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(store.open(split.artifact()), StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !covers(row(line))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean covers(Row row) {
        if (prompts.contains(Words.key(row.promptText()))) {
            return true;
        }
        long[] own = shinglesOf(row);
        for (int candidate : near.candidates(MinHash.bands(own))) {
            if (Shingles.jaccard(shingles.get(candidate), own) >= NearClusters.NEAR) {
                return true;
            }
        }
        return false;
    }

    private static long[] shinglesOf(Row row) {
        return Shingles.of(Words.hashes(row.askedText()), Shingles.NEAR);
    }

    private static Row row(String line) {
        try {
            return new Row((ObjectNode) StrictJson.read(line));
        } catch (IOException e) {
            throw new UncheckedIOException("a published row does not read any more", e);
        }
    }
}
