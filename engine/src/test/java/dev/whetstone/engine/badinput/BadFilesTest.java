package dev.whetstone.engine.badinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.parity.GoldenJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Every file of the corpus is refused, by the right error and with a message that says what is wrong. From bench/parity/bad_files.py. */
class BadFilesTest {

    private static final JsonNode EXPECTED = GoldenJson.read(BadFilesTest.class, "expected.json");

    @TempDir
    Path directory;

    static Stream<String> files() {
        return EXPECTED.properties().stream().map(entry -> entry.getKey());
    }

    @ParameterizedTest
    @MethodSource("files")
    void aBadFileIsRefusedByName(String file) throws IOException {
        Reading reading = Reading.valueOf(file.substring(0, file.indexOf('/')).toUpperCase(Locale.ROOT));
        reading.good(directory);

        Throwable refusal = catchThrowable(() -> reading.read(bytes(file), directory));

        assertThat(refusal).isNotNull().matches(reading::mayGive, "is an error of " + reading);
        assertThat(refusal).hasMessageContaining(EXPECTED.path(file).textValue());
    }

    @Test
    void everyFileOfTheCorpusIsExpectedToFailSomehow() throws Exception {
        Path corpus =
                Path.of(BadFilesTest.class.getResource("expected.json").toURI()).getParent();
        TreeSet<String> found = new TreeSet<>();
        try (Stream<Path> kinds = Files.walk(corpus)) {
            kinds.filter(Files::isRegularFile)
                    .map(path -> corpus.relativize(path).toString())
                    .filter(name -> name.contains("/"))
                    .forEach(found::add);
        }
        assertThat(found).containsExactlyElementsOf(new TreeSet<>(files().toList()));
    }

    private static byte[] bytes(String file) throws IOException {
        try (var in = BadFilesTest.class.getResourceAsStream(file)) {
            return in.readAllBytes();
        }
    }
}
