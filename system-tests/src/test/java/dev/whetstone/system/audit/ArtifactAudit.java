package dev.whetstone.system.audit;

import static dev.whetstone.system.audit.Finding.Kind.HALF;
import static dev.whetstone.system.audit.Finding.Kind.LEFT_BEHIND;
import static dev.whetstone.system.audit.Finding.Kind.LOST;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whether an artifact directory holds whole artifacts and nothing else, and every artifact that an event or a tree names. Reads the files
 * themselves, not through the store whose work it judges.
 *
 * @param artifacts how many were read and hashed
 */
public record ArtifactAudit(int artifacts, List<Finding> findings) {

    public ArtifactAudit {
        findings = List.copyOf(findings);
    }

    /** @param named by events */
    public static ArtifactAudit of(Path root, Collection<ArtifactRef> named) {
        Map<String, Long> sizes = new HashMap<>();
        List<ArtifactRef> wanted = new ArrayList<>(named);
        List<Finding> findings = new ArrayList<>();
        for (Path file : files(root)) {
            String name = file.getFileName().toString();
            if (!file.equals(placeOf(name, root))) {
                findings.add(new Finding(LEFT_BEHIND, root.relativize(file) + " is no artifact"));
                continue;
            }
            sizes.put(name, size(file));
            check(file, name, findings);
            wanted.addAll(ArtifactRefs.inTree(file));
        }
        wanted.stream().distinct().forEach(ref -> check(ref, sizes, findings));
        return new ArtifactAudit(sizes.size(), findings);
    }

    private static Path placeOf(String name, Path root) {
        String folder = name.substring(0, Math.min(2, name.length()));
        return root.resolve("sha256").resolve(folder).resolve(name);
    }

    private static void check(Path file, String name, List<Finding> findings) {
        String found = hash(file).hex();
        if (!found.equals(name)) {
            findings.add(new Finding(HALF, "the bytes of " + name + " hash to " + found));
        }
    }

    private static void check(ArtifactRef ref, Map<String, Long> sizes, List<Finding> findings) {
        Long size = sizes.get(ref.digest().hex());
        if (size == null) {
            findings.add(new Finding(LOST, "named, but not in the store: " + ref.digest()));
        } else if (size != ref.size()) {
            findings.add(
                    new Finding(HALF, ref.digest() + " is named with " + ref.size() + " bytes, but there are " + size));
        }
    }

    private static List<Path> files(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + root, e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static Digest hash(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Digest.of(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
