package dev.whetstone.engine.format;

import com.fasterxml.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code model.safetensors.index.json}: which shard holds which tensor. */
record ShardIndex(Path file, Map<Path, Set<String>> tensorsByShard) {

    static final String FILE_NAME = "model.safetensors.index.json";

    static ShardIndex read(Path file) {
        JsonNode weightMap = StrictJson.readObject(file).path("weight_map");
        if (!weightMap.isObject() || weightMap.isEmpty()) {
            throw new ModelFormatException(file, "weight_map", "is missing or empty", "Download the model again");
        }
        Map<Path, Set<String>> tensorsByShard = new LinkedHashMap<>();
        weightMap
                .properties()
                .forEach(entry -> tensorsByShard
                        .computeIfAbsent(shard(file, entry.getKey(), entry.getValue()), _ -> new TreeSet<>())
                        .add(entry.getKey()));
        return new ShardIndex(file, tensorsByShard);
    }

    /** Only a plain file name beside the index: a path could lead anywhere on this machine. */
    private static Path shard(Path file, String tensor, JsonNode value) {
        String name = value.isTextual() ? value.textValue() : "";
        if (!name.matches("[A-Za-z0-9._-]+\\.safetensors") || name.contains("..")) {
            throw new ModelFormatException(
                    file,
                    "weight_map of " + tensor,
                    value + " is not the name of a safetensors file in the same directory",
                    "Download the model again");
        }
        return file.resolveSibling(name);
    }

    List<Path> shards() {
        return List.copyOf(tensorsByShard.keySet());
    }

    /** Index and shard must agree on every name, so that no tensor is taken from a file nobody meant. */
    void requireSame(Path shard, Set<String> found) {
        Set<String> expected = tensorsByShard.get(shard);
        requireNothing(shard, difference(expected, found), "the index promises it, the shard lacks it");
        requireNothing(shard, difference(found, expected), "the shard holds it, the index does not name it there");
    }

    private static void requireNothing(Path shard, Set<String> names, String what) {
        if (!names.isEmpty()) {
            throw new ModelFormatException(
                    shard,
                    "tensor " + names.iterator().next(),
                    what,
                    "Index and shards are of different downloads: fetch the model again");
        }
    }

    private static Set<String> difference(Set<String> from, Set<String> without) {
        Set<String> rest = new TreeSet<>(from);
        rest.removeAll(without);
        return rest;
    }
}
