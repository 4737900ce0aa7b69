package dev.whetstone.system.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.whetstone.cli.Installation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What each Containerfile says, and how one is read. */
class ContainerfileTest {

    static final List<String> SERVICES = Images.SERVICES;
    static final List<String> WITH_ENGINE = List.of("training-worker", "inference-gateway");

    @ParameterizedTest
    @FieldSource("SERVICES")
    void aServiceRunsAsAUserWithANumberAndItsCodeIsTheLastLayer(String service) {
        List<Instruction> instructions = read(service);

        assertThat(instructions).contains(new Instruction.User("10001:10001"), new Instruction.Workdir("/work"));
        assertThat(all(Instruction.Copy.class, instructions))
                .startsWith(new Instruction.Copy(Images.NATIVE.contains(service) ? "natives/" : "libraries/", "/app/"))
                .endsWith(new Instruction.Copy("libraries/", "/app/"), new Instruction.Copy("code/", "/app/"));
        assertThat(instructions).last().isInstanceOf(Instruction.Entrypoint.class);
    }

    @Test
    void theWorkerAddsNoLayerToTrainingServices() {
        List<Instruction> instructions = read("training-worker");

        assertThat(instructions).contains(new Instruction.From("whetstone/training-service:latest"));
        assertThat(all(Instruction.Copy.class, instructions)).isEmpty();
        assertThat(all(Instruction.User.class, instructions)).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("WITH_ENGINE")
    void theEngineGetsTheFlagsThatTheCommandLineGivesIt(String image) {
        Predicate<String> ofTheEngine = flag -> flag.startsWith("--") || flag.startsWith("-Dorg.bytedeco");
        List<String> flags = new Installation(ImageTree.HOME)
                .decodingJava("-Xmx1g").stream().filter(ofTheEngine).toList();

        List<String> entrypoint = entrypoint(image);

        assertThat(flags).hasSizeGreaterThan(3);
        assertThat(entrypoint).containsAll(flags).contains("-Dorg.bytedeco.javacpp.cachedir=/natives");
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void nothingSecretIsInAnImage(String service) {
        assertThat(all(Instruction.Env.class, read(service)))
                .flatExtracting(env -> env.variables().keySet())
                .noneMatch(name -> name.toString().matches(".*(KEY|SECRET|PASSWORD|TOKEN).*"));
    }

    @Test
    void linesGoOnAndVariablesAreReplaced() {
        assertThat(parse("""
                # a comment
                ARG BASE=some/image:1
                FROM ${BASE}
                ENV A=1 \\
                    # between
                    B=two
                EXPOSE 80 81
                ENTRYPOINT ["java", \\
                    "-jar", "x.jar"]
                """))
                .containsExactly(
                        new Instruction.Arg("BASE", "some/image:1"),
                        new Instruction.From("some/image:1"),
                        new Instruction.Env(Map.of("A", "1", "B", "two")),
                        new Instruction.Expose(List.of(80, 81)),
                        new Instruction.Entrypoint(List.of("java", "-jar", "x.jar")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN apt-get update",
                "VOLUME /work",
                "ADD a/ /b/",
                "COPY --from=other /a/ /b/",
                "COPY a.jar /b.jar",
                "ENTRYPOINT java -jar x.jar",
                "FROM ${NOWHERE}",
                "ARG BASE",
                "USER",
                "ENV A",
            })
    void anythingElseIsRefusedByNameAndLine(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("FROM scratch\n" + line))
                .withMessageContaining("Containerfile, line 2")
                .withMessageContaining(line.split(" ", 2)[0]);
    }

    @Test
    void aLastLineThatGoesOnIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("FROM scratch\nEXPOSE 80 \\"))
                .withMessageContaining("Containerfile, line 2")
                .withMessageContaining("goes on");
    }

    private static List<Instruction> parse(String text) {
        return Containerfile.parse("Containerfile", text);
    }

    private static List<Instruction> read(String image) {
        return Containerfile.read(ImageTree.IMAGES.resolve(image).resolve("Containerfile"));
    }

    private static List<String> entrypoint(String image) {
        return all(Instruction.Entrypoint.class, read(image)).getLast().command();
    }

    private static <T extends Instruction> List<T> all(Class<T> kind, List<Instruction> instructions) {
        return instructions.stream()
                .flatMap(instruction -> kind.isInstance(instruction) ? Stream.of(kind.cast(instruction)) : Stream.of())
                .toList();
    }
}
