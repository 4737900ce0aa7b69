package dev.whetstone.system.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code docs/bad-input.md} names a test for each bad input: each of them exists. */
class BadInputTableTest {

    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))?#(\\w+)`");

    @Test
    void everyTestThatTheTableNamesExists() throws IOException {
        Map<String, String> sources = testSources();
        List<String> named = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        String owner = "";
        Matcher reference = NAMED.matcher(Files.readString(SourceFiles.HOME.resolve("docs/bad-input.md")));
        while (reference.find()) {
            owner = reference.group(1) == null ? owner : reference.group(1);
            String test = owner + "#" + reference.group(2);
            named.add(test);
            if (!sources.getOrDefault(owner, "").contains(" void " + reference.group(2) + "(")) {
                missing.add(test);
            }
        }

        assertThat(named).hasSizeGreaterThan(50);
        assertThat(missing).isEmpty();
    }

    /** By class name; classes of one name are read as one. */
    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (Path file : SourceFiles.in("src/test/java")) {
            String name = file.getFileName().toString();
            if (name.endsWith("Test.java") || name.endsWith("IT.java")) {
                sources.merge(name.replace(".java", ""), Files.readString(file), String::concat);
            }
        }
        return sources;
    }
}
