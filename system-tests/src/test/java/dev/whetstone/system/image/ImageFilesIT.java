package dev.whetstone.system.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What lies in each image and beside it, and that the sandbox keeps what it says. */
@Tag("kubernetes")
class ImageFilesIT {

    static final List<String> ALL = Images.ALL;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long A_SMALL_LAYER = 8 << 20;

    @TempDir
    Path directory;

    /** Its user is nobody on the machine that builds: what only the owner can read, it cannot. */
    @ParameterizedTest
    @FieldSource("ALL")
    void everyFileCanBeReadByAnyUser(String image) {
        for (Path layer : ImageTree.of(image).layers()) {
            assertThat(walk(layer))
                    .allSatisfy(path -> assertThat(permissions(path))
                            .as(path.toString())
                            .contains(PosixFilePermission.OTHERS_READ)
                            .doesNotContain(PosixFilePermission.OTHERS_WRITE)
                            .matches(granted ->
                                    !Files.isDirectory(path) || granted.contains(PosixFilePermission.OTHERS_EXECUTE)));
        }
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void aChangeOfCodeMovesOneSmallLayerAndNoOther(String image) {
        List<Path> layers = ImageTree.of(image).layers();

        assertThat(size(layers.getLast())).isLessThan(A_SMALL_LAYER);
        assertThat(names(layers.getLast())).anyMatch(name -> name.startsWith("dev.whetstone."));
        for (Path below : layers.subList(0, layers.size() - 1)) {
            assertThat(names(below)).isNotEmpty().noneMatch(name -> name.startsWith("dev.whetstone."));
        }
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void theBillOfMaterialsNamesEveryJar(String image) throws IOException {
        ImageTree tree = ImageTree.of(image);
        JsonNode bill = JSON.readTree(
                ImageTree.IMAGES.resolve("target/" + image + ".cdx.json").toFile());
        Set<String> listed = bill.path("components")
                .valueStream()
                .map(ImageFilesIT::fileName)
                .collect(Collectors.toSet());

        // The plugin that writes it does nothing offline.
        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(names(tree.root().resolve("app/lib")))
                .hasSizeGreaterThan(100)
                .isSubsetOf(listed);
    }

    @Test
    void theSandboxGivesUserVolumesAndVariablesAndNothingElse() throws IOException {
        // Given
        Path work = Files.createDirectories(directory.resolve("work"));
        Path models = Files.createDirectories(directory.resolve("models"));
        String probe = "id -u; id -g; echo $$; for at in / /app /tmp /work /models; do"
                + " if touch $at/x 2> /dev/null; then echo writes $at; fi; done; env | cut -d= -f1 | sort | tr '\\n' ' '";

        // When
        try (SandboxedProcess process = SandboxedProcess.start(
                Sandbox.command(
                        ImageTree.of("training-service"),
                        List.of(Mount.writable(work, "/work"), Mount.readOnly(models, "/models")),
                        Map.of("GIVEN", "yes"),
                        List.of("/bin/sh", "-c", probe)),
                directory.resolve("log"))) {
            assertThat(process.ended().join()).isZero();

            // Then
            assertThat(process.log().lines())
                    .containsExactly("10001", "10001", "1", "writes /work", "GIVEN JAVA_HOME LANG PATH PWD ");
        }
    }

    /** As Quarkus names a jar: group, artifact, version, classifier. */
    private static String fileName(JsonNode component) {
        String classifier = component.path("purl").asText().contains("classifier=")
                ? "-" + component.path("purl").asText().replaceFirst(".*classifier=([^&]+).*", "$1")
                : "";
        return component.path("group").asText() + "." + component.path("name").asText() + "-"
                + component.path("version").asText() + classifier + ".jar";
    }

    private static Set<PosixFilePermission> permissions(Path path) {
        try {
            return Files.getPosixFilePermissions(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(Path root) {
        return walk(root).stream()
                .map(path -> path.getFileName().toString())
                .filter(name -> name.endsWith(".jar"))
                .toList();
    }

    private static long size(Path root) {
        return walk(root).stream()
                .mapToLong(path -> Files.isRegularFile(path) ? path.toFile().length() : 0)
                .sum();
    }

    private static List<Path> walk(Path root) {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
