package dev.whetstone.artifacts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** Key files: never for a moment readable by more than they should be, and whole or not there. */
final class KeyFile {

    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("------rwx");

    private KeyFile() {}

    static String read(Path file, String kind) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new SealedArtifactException("there is no " + kind + " sealing key at " + file
                    + ": make a key pair, or point the configuration at it");
        } catch (IOException e) {
            throw new SealedArtifactException("the " + kind + " sealing key " + file + " cannot be read: " + e, e);
        }
    }

    static void requireHiddenFromOthers(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (permissions.stream().anyMatch(OTHERS::contains)) {
                throw new SealedArtifactException("the private sealing key " + file + " is open to other users ("
                        + PosixFilePermissions.toString(permissions) + "): chmod 600 " + file);
            }
        } catch (NoSuchFileException e) {
            return; // reading it says so
        } catch (IOException e) {
            throw new SealedArtifactException("cannot tell who may read " + file + ": " + e, e);
        }
    }

    static void write(Path file, String text, String permissions) {
        Disk disk = new Disk();
        Path target = file.toAbsolutePath();
        Path beside = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + PartFile.SUFFIX);
        try {
            Files.createDirectories(target.getParent());
            try (FileChannel channel = disk.create(
                    beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)))) {
                disk.write(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                disk.force(channel);
            }
            disk.rename(beside, target);
            disk.forceDirectory(target.getParent());
        } catch (IOException e) {
            throw DiskFailure.of("write the key file " + target, target.getParent(), e);
        }
    }
}
