package dev.whetstone.dataset.ingest;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.dataset.finding.Place;
import dev.whetstone.dataset.row.CanonicalJson;
import dev.whetstone.dataset.row.LabelRule;
import dev.whetstone.dataset.row.Row;
import dev.whetstone.dataset.row.StrictJson;
import dev.whetstone.dataset.similarity.MinHash;
import dev.whetstone.dataset.similarity.Shingles;
import dev.whetstone.dataset.similarity.Words;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What is remembered of a row while its text stays on the disk: some 600 bytes, whatever its length.
 *
 * @param length of its line in bytes
 * @param content digest of everything said in it
 * @param promptKey digest of its prompt as words with roles: rows that ask the same have the same
 * @param targetKey digest of its answer; of JSON, whatever its spelling
 * @param bands keys under which nearly equal prompts meet; none for a prompt of under five words
 * @param group the row's group, or empty
 * @param label the row's own label or the one its answer holds, or empty
 */
public record IngestedRow(
        String id,
        long line,
        long offset,
        int length,
        Digest content,
        Digest promptKey,
        Digest targetKey,
        long[] bands,
        int words,
        int targetBytes,
        String group,
        String label,
        Optional<SplitName> named) {

    public Place place() {
        return new Place(id, line, offset);
    }

    /** @param place of its line; its row id is not used */
    public static IngestedRow of(Row row, LabelRule labels, Place place, int length) {
        long[] words = Words.hashes(row.askedText());
        String target = row.targetText();
        return new IngestedRow(
                row.id(),
                place.line(),
                place.offset(),
                length,
                row.content(),
                Words.key(row.promptText()),
                targetKey(target),
                MinHash.bands(Shingles.of(words, Shingles.NEAR)),
                words.length,
                target.getBytes(StandardCharsets.UTF_8).length,
                row.group().orElse(""),
                labels.label(row),
                row.split());
    }

    private static Digest targetKey(String target) {
        try {
            return CanonicalJson.digest(StrictJson.read(target));
        } catch (IOException e) {
            return Digest.of(target.strip().getBytes(StandardCharsets.UTF_8));
        }
    }
}
