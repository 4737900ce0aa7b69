package dev.whetstone.artifacts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.EventJson;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A tree's files, sorted by path without duplicates: one tree has one manifest, and so one digest. */
record TreeManifest(List<TreeEntry> entries) {

    TreeManifest {
        entries = List.copyOf(entries);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("entries: a tree holds at least one file, but there is none");
        }
        for (int i = 1; i < entries.size(); i++) {
            String before = entries.get(i - 1).path();
            String path = entries.get(i).path();
            if (before.compareTo(path) >= 0) {
                throw new IllegalArgumentException(
                        "entries: expected paths in order, each once, but '" + path + "' follows '" + before + "'");
            }
        }
    }

    /** @param store what to do with each file; returns its digest and size */
    static TreeManifest of(Path directory, Function<Path, ArtifactRef> store) {
        List<TreeEntry> entries = new ArrayList<>();
        for (Path file : files(directory)) {
            ArtifactRef stored = store.apply(file);
            entries.add(new TreeEntry(pathIn(directory, file), stored.digest(), stored.size()));
        }
        return new TreeManifest(entries);
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> all = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> files = all.filter(path -> Files.isRegularFile(path) && isContent(directory.relativize(path)))
                    .sorted((a, b) -> pathIn(directory, a).compareTo(pathIn(directory, b)))
                    .toList();
            if (files.isEmpty()) {
                throw new ArtifactException(directory + " holds no file to store as a tree");
            }
            return files;
        } catch (IOException | UncheckedIOException e) {
            throw new ArtifactException("cannot list " + directory + ": " + e, e);
        }
    }

    /** Names with a dot first are tools' notes ({@code .git}, {@code .cache}), not content. */
    private static boolean isContent(Path relative) {
        return StreamSupport.stream(relative.spliterator(), false)
                .noneMatch(part -> part.toString().startsWith("."));
    }

    private static String pathIn(Path directory, Path file) {
        return directory.relativize(file).toString().replace('\\', '/');
    }

    static TreeManifest read(ArtifactRef tree, byte[] json) {
        try {
            return new TreeManifest(EventJson.mapper().readValue(json, new TypeReference<List<TreeEntry>>() {}));
        } catch (IOException | IllegalArgumentException e) {
            throw new ArtifactException(tree.digest() + " is not a tree's manifest: " + e.getMessage(), e);
        }
    }

    byte[] toJson() {
        try {
            return EventJson.mapper().writeValueAsBytes(entries);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest is plain data", e);
        }
    }

    Digest digest() {
        return Digest.of(toJson());
    }
}
