package dev.whetstone.system.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Java files of every module, where they are written. */
final class SourceFiles {

    static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private SourceFiles() {}

    /** @param folder of a module, such as {@code src/main/java} */
    static List<Path> in(String folder) {
        return Stream.concat(ModuleClasses.MODULES.stream(), Stream.of("system-tests"))
                .map(module -> HOME.resolve(module).resolve(folder))
                .filter(Files::isDirectory)
                .flatMap(SourceFiles::below)
                .toList();
    }

    private static Stream<Path> below(Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
