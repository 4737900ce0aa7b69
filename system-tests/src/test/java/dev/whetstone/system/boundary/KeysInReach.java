package dev.whetstone.system.boundary;

import dev.whetstone.artifacts.PrivateSealingKey;
import dev.whetstone.artifacts.SealedArtifactException;
import dev.whetstone.cli.stack.ProcessGift;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The private keys among all files that a process is told of, or that lie below a directory that it is told of. */
final class KeysInReach {

    private static final long LONGEST_KEY_BYTES = 1 << 16;

    private final Path copies;

    /** @param copies where a candidate is copied to, since a key file that others may read would be refused as such */
    KeysInReach(Path copies) {
        this.copies = copies;
    }

    List<PrivateSealingKey> of(ProcessGift gift) {
        return gift.paths().stream()
                .flatMap(KeysInReach::files)
                .distinct()
                .flatMap(file -> key(file).stream())
                .toList();
    }

    private static Stream<Path> files(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<PrivateSealingKey> key(Path file) {
        try {
            if (Files.size(file) > LONGEST_KEY_BYTES) {
                return Optional.empty();
            }
            Path copy = Files.copy(file, copies.resolve("candidate"), StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
            return Optional.of(PrivateSealingKey.read(copy));
        } catch (SealedArtifactException _) {
            return Optional.empty(); // some other file
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
