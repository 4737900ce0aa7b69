package dev.whetstone.system.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.EventJson;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Artifacts that are named somewhere: in an event, or in a tree's manifest. */
public final class ArtifactRefs {

    /** A manifest of some thousand files is shorter. */
    private static final long LONGEST_MANIFEST = 1 << 20;

    private ArtifactRefs() {}

    public static List<ArtifactRef> in(Collection<TopicRecord> records) {
        List<ArtifactRef> refs = new ArrayList<>();
        for (TopicRecord record : records) {
            try {
                collect(EventJson.mapper().readTree(record.json()), refs);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(record + " is not JSON", e);
            }
        }
        return refs.stream().distinct().toList();
    }

    /** What a stored file names if it is a tree's manifest: a list of paths, each with its digest and size. */
    static List<ArtifactRef> inTree(Path file) {
        List<ArtifactRef> refs = new ArrayList<>();
        if (looksLikeAManifest(file)) {
            try {
                for (JsonNode entry : EventJson.mapper().readTree(file.toFile())) {
                    if (entry.has("path")) {
                        collect(entry, refs);
                    }
                }
            } catch (IOException _) {
                // Some other artifact that starts like a list.
            }
        }
        return refs;
    }

    private static boolean looksLikeAManifest(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == '[' && Files.size(file) < LONGEST_MANIFEST;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Every object that has a digest and a size, however deep. */
    private static void collect(JsonNode node, List<ArtifactRef> refs) {
        String digest = node.path("digest").asText();
        if (Digest.isDigest(digest) && node.path("size").isIntegralNumber()) {
            refs.add(new ArtifactRef(
                    URI.create("artifact:/sha256/" + new Digest(digest).hex()),
                    new Digest(digest),
                    node.path("size").asLong()));
        }
        node.forEach(child -> collect(child, refs));
    }
}
