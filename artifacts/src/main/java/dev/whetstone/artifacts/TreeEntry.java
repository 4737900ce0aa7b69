package dev.whetstone.artifacts;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;

import java.util.List;

/**
 * One file of a tree.
 *
 * @param path relative, parts separated by {@code /}; anything that could lead out of the tree is refused
 * @param size in bytes
 */
@JsonPropertyOrder({"path", "digest", "size"})
record TreeEntry(String path, Digest digest, long size) {

    TreeEntry {
        Require.text("path", path);
        if (path.indexOf('\\') >= 0
                || path.indexOf('\0') >= 0
                || List.of(path.split("/", -1)).stream().anyMatch(TreeEntry::leadsAway)) {
            throw new IllegalArgumentException(
                    "path: expected a relative path inside the tree, but got '" + path + "'");
        }
        Require.present("digest", digest);
        Require.atLeast("size", size, 0);
    }

    private static boolean leadsAway(String part) {
        return part.isEmpty() || part.equals(".") || part.equals("..");
    }
}
