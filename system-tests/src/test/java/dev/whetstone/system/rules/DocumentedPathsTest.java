package dev.whetstone.system.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** docs/architecture.md follows its flows file by file: each file must be where it says. */
class DocumentedPathsTest {

    private static final Pattern PACKAGE_AND_CLASS = Pattern.compile("`([a-z]+/[A-Z][A-Za-z]+)`");
    private static final Pattern ENGINE_CLASS = Pattern.compile("`engine\\.([a-z]+\\.[A-Z][A-Za-z]+)`");

    @Test
    void everyFileOfTheFlowsIsThere() throws IOException {
        String text = Files.readString(SourceFiles.HOME.resolve("docs/architecture.md"));
        List<Path> sources = SourceFiles.in("src/main/java");
        List<String> named = Stream.concat(
                        found(PACKAGE_AND_CLASS, text),
                        found(ENGINE_CLASS, text).map(name -> "engine/" + name.replace('.', '/')))
                .toList();

        assertThat(named).hasSizeGreaterThan(40);
        assertThat(named).allSatisfy(name -> assertThat(sources).anyMatch(path -> path.endsWith(name + ".java")));
    }

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult result) -> result.group(1));
    }
}
