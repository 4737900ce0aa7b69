package dev.whetstone.cli.engine;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.cli.CommandFailure;
import dev.whetstone.cli.ExitCode;
import dev.whetstone.cli.terminal.Terminal;
import dev.whetstone.engine.family.ModelFamilies;
import dev.whetstone.engine.format.GgufImport;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Safetensors;
import dev.whetstone.engine.text.ChatTemplate;
import dev.whetstone.engine.text.Tokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code whetstone engine import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a model directory of a GGUF file: weights as bfloat16, tokenizer and chat template rebuilt.",
            "A Hugging Face directory needs no import; given one, it is checked and copied."
        })
final class ImportCommand implements Callable<Integer> {

    /** What a model directory consists of; anything else (weights in other formats, pictures) stays behind. */
    private static final List<String> NEEDED = List.of(".json", ".safetensors", ".jinja");

    @Parameters(index = "0", paramLabel = "SOURCE", description = "A GGUF file, or a Hugging Face directory.")
    Path source;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "A directory that does not exist yet or is empty.")
    Path out;

    @Option(names = "--json", description = "The outcome as JSON.")
    boolean json;

    @Override
    public Integer call() {
        Terminal terminal = json ? Terminal.quiet() : Terminal.standard();
        if (Files.notExists(source)) {
            throw CommandFailure.usage(source + " does not exist", "Name a GGUF file or a Hugging Face directory.");
        }
        ModelConfig config = Explained.run(() -> Files.isDirectory(source) ? copy(terminal) : importGguf(terminal));
        terminal.clearProgress();
        if (json) {
            System.out.println(asJson(config));
        } else {
            terminal.line(
                    "%s: %s, %d layers of width %d, %d heads over %d, vocabulary %d, context %d",
                    out,
                    config.family(),
                    config.layers(),
                    config.hiddenSize(),
                    config.heads(),
                    config.keyValueHeads(),
                    config.vocabularySize(),
                    config.contextLength());
        }
        return ExitCode.DONE;
    }

    private ModelConfig importGguf(Terminal terminal) {
        return GgufImport.run(
                source,
                out,
                (tensor, done, all) -> terminal.progress("importing " + done + " of " + all + ": " + tensor));
    }

    private ModelConfig copy(Terminal terminal) {
        ModelConfig config = ModelFamilies.read(source);
        ChatTemplate.open(source);
        Tokenizer.open(source).close();
        Safetensors.openModel(source).close();
        try {
            Files.createDirectories(out);
            requireEmpty();
            for (Path file : needed()) {
                terminal.progress("copying " + file.getFileName());
                Files.copy(file, out.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + out + ": " + e.getMessage(), e);
        }
        return config;
    }

    private void requireEmpty() throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            if (files.findAny().isPresent()) {
                throw CommandFailure.refused(out + " is not empty", "Name a directory that does not exist yet.");
            }
        }
    }

    private List<Path> needed() throws IOException {
        try (Stream<Path> files = Files.list(source)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> NEEDED.stream().anyMatch(file.toString()::endsWith))
                    .sorted()
                    .toList();
        }
    }

    private ObjectNode asJson(ModelConfig config) {
        return new JsonMapper()
                .createObjectNode()
                .put("directory", out.toString())
                .put("layers", config.layers())
                .put("hidden_size", config.hiddenSize())
                .put("heads", config.heads())
                .put("key_value_heads", config.keyValueHeads())
                .put("vocabulary_size", config.vocabularySize())
                .put("context_length", config.contextLength())
                .put("tied_head", config.tiedHead());
    }
}
