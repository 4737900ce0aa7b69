package dev.whetstone.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.artifacts.DirectoryArtifactStore;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.Whetstone;
import dev.whetstone.contracts.ArtifactRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

class BackupTest {

    @TempDir
    Path directory;

    @Test
    void artifactsAreCopiedUnderTheirDigestsAndWhatIsBeingWrittenIsNot() throws IOException {
        DirectoryArtifactStore store = new DirectoryArtifactStore(directory.resolve("store"));
        ArtifactRef ref = store.put("a split".getBytes(StandardCharsets.UTF_8));
        Files.writeString(directory.resolve("store/incoming/half.part"), "a sp");

        Copies.Copied copied = Copies.artifacts(directory.resolve("store"), directory.resolve("copy"));

        assertThat(copied).isEqualTo(new Copies.Copied(1, ref.size()));
        assertThat(new DirectoryArtifactStore(directory.resolve("copy")).read(ref))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("a split");
        assertThat(directory.resolve("copy/incoming")).isEmptyDirectory();
    }

    @Test
    void anArtifactThatTheDiskHasDamagedIsNamedAndNotCopied() throws IOException {
        DirectoryArtifactStore store = new DirectoryArtifactStore(directory.resolve("store"));
        String hex =
                store.put("a split".getBytes(StandardCharsets.UTF_8)).digest().hex();
        Path file =
                directory.resolve("store/sha256").resolve(hex.substring(0, 2)).resolve(hex);
        Files.writeString(file, "b split");

        assertThatThrownBy(() -> Copies.artifacts(directory.resolve("store"), directory.resolve("copy")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining(file + " is damaged");
        assertThat(directory.resolve("copy/sha256")).doesNotExist();
    }

    @Test
    void keysStayTheirOwnersAlone() throws IOException {
        Path keys = Files.createDirectories(directory.resolve("keys"));
        Path secret = Files.writeString(keys.resolve("eval-service.private.json"), "{}");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));

        Copies.keys(keys, directory.resolve("copy"));

        assertThat(permissions("copy")).isEqualTo("rwx------");
        assertThat(permissions("copy/eval-service.private.json")).isEqualTo("rw-------");
    }

    @Test
    void aBackupIsTakenOfARunningStackOnly() {
        assertThat(whetstone(ExitCode.FAILURE, "backup", path("target"), "--dir", path("nothing")))
                .contains("no stack is running under " + path("nothing"));
        assertThat(directory.resolve("target")).doesNotExist();
    }

    @Test
    void whatWasNotFinishedIsNoBackup() throws IOException {
        Files.createDirectories(directory.resolve("half/postgres/data"));

        assertThat(whetstone(ExitCode.USAGE, "restore", path("half"), "--dir", path("stack")))
                .contains("has no backup.json");
        assertThat(directory.resolve("stack")).doesNotExist();
    }

    @Test
    void nothingIsRestoredOverAStackNotEvenOverItsTopics() throws IOException {
        Files.createDirectories(directory.resolve("backup"));
        new Backup(directory.resolve("backup")).finish(new Backup.Contents(Instant.EPOCH, "base", 0, 0));
        Files.createDirectories(directory.resolve("stack/kafka"));

        assertThat(whetstone(ExitCode.USAGE, "restore", path("backup"), "--dir", path("stack")))
                .contains(path("stack/kafka") + " is there already");
        assertThat(directory.resolve("stack/keys")).doesNotExist();
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)));
    }

    private static String whetstone(int expected, String... arguments) {
        StringWriter said = new StringWriter();
        CommandLine command = Whetstone.commandLine().setErr(new PrintWriter(said, true));

        assertThat(command.execute(arguments)).isEqualTo(expected);
        return said.toString();
    }
}
