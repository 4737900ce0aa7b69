package dev.whetstone.system.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.artifacts.DirectoryArtifactStore;
import dev.whetstone.artifacts.PrivateSealingKey;
import dev.whetstone.artifacts.PublicSealingKey;
import dev.whetstone.artifacts.SealedArtifactException;
import dev.whetstone.artifacts.SealedArtifacts;
import dev.whetstone.artifacts.SealingKeys;
import dev.whetstone.cli.stack.GivenToServices;
import dev.whetstone.cli.stack.ProcessGift;
import dev.whetstone.cli.stack.StackDirectory;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.local.PostgresNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A stack's directory with a test split in it, and what each service's process is given by who starts it. */
class SealedSplitTest {

    private static final String SERVICES = "dataset-service eval-service training-service inference-gateway";
    private static final String PROPOSAL = "Should the treasury lend its reserve to the market maker? [1] The reserve";
    private static final String ROW =
            "{\"id\":\"p-77\",\"messages\":[{\"role\":\"user\",\"content\":\"" + PROPOSAL + "\"}]}\n";
    private static final String SPLIT = ROW.repeat(40);

    @TempDir
    static Path root;

    private static StackDirectory directory;
    private static Map<String, ProcessGift> given;
    private static SealedArtifacts sealed;
    private static ArtifactStore store;
    private static ArtifactRef split;

    @BeforeAll
    static void sealASplitAsDatasetServiceDoes() throws IOException {
        directory = GivenToServices.prepare(root.resolve("stack"));
        PostgresNode.start(directory.data("postgres"), 0).close(); // makes the passwords
        given = GivenToServices.of(directory, installation(), Files.createDirectory(root.resolve("model")));
        store = new DirectoryArtifactStore(directory.artifacts());
        sealed = new SealedArtifacts(store);
        split = sealed.seal(
                new ByteArrayInputStream(SPLIT.getBytes(StandardCharsets.UTF_8)),
                PublicSealingKey.read(directory.publicKey("eval-service")));
    }

    private static Path installation() throws IOException {
        Path home = Files.createDirectory(root.resolve("home"));
        for (String service : SERVICES.split(" ")) {
            Path jar = home.resolve(service).resolve("target/quarkus-app/quarkus-run.jar");
            Files.createDirectories(jar.getParent());
            Files.createFile(jar);
        }
        return home;
    }

    @Test
    void trainingServiceIsToldOfTheArtifactsAndOfNoKey() {
        ProcessGift training = given.get("training-service");

        assertThat(training.paths()).contains(directory.artifacts(), directory.training());
        assertThat(training.names()).noneMatch(name -> name.contains("sealing"));
        assertThat(training.names()).noneMatch(name -> name.contains("private"));
        assertThat(training.command())
                .noneMatch(
                        argument -> argument.contains(root.resolve("stack/keys").toString()));
    }

    @Test
    void noFileInReachOfTrainingServiceIsAPrivateKey() {
        assertThat(inReachOf("training-service")).isEmpty();
        assertThat(inReachOf("inference-gateway")).isEmpty();
    }

    /** Without this the test above could pass because it finds no key anywhere. */
    @Test
    void evalServiceHasTheKeyThatOpensTheSplit() throws IOException {
        PrivateSealingKey key = onlyKeyOf("eval-service");

        try (InputStream opened = sealed.open(split, key)) {
            assertThat(new String(opened.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(SPLIT);
        }
    }

    @Test
    void noOtherKeyOpensTheSplit() {
        for (PrivateSealingKey other : List.of(onlyKeyOf("dataset-service"), SealingKeys.generate())) {
            assertThatThrownBy(() -> sealed.open(split, other))
                    .isInstanceOf(SealedArtifactException.class)
                    .hasMessageContaining("only the recipient's service can open it");
        }
    }

    @Test
    void noWordOfTheSplitStandsInTheStack() throws IOException {
        assertThat(new String(store.read(split), StandardCharsets.ISO_8859_1))
                .doesNotContain("treasury", "p-77", "role");
        try (Stream<Path> files = Files.walk(directory.root())) {
            assertThat(files.filter(Files::isRegularFile)).isNotEmpty().noneMatch(SealedSplitTest::quotesTheSplit);
        }
    }

    private static boolean quotesTheSplit(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(PROPOSAL);
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }

    private static PrivateSealingKey onlyKeyOf(String service) {
        List<PrivateSealingKey> keys = inReachOf(service);
        assertThat(keys).hasSize(1);
        return keys.getFirst();
    }

    private static List<PrivateSealingKey> inReachOf(String service) {
        return new KeysInReach(root).of(given.get(service));
    }
}
