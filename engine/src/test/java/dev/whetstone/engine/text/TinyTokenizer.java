package dev.whetstone.engine.text;

import dev.whetstone.engine.format.GgufImport;
import dev.whetstone.engine.format.ImportProgress;
import dev.whetstone.engine.format.TinyGguf;

import java.nio.file.Path;
import java.util.List;

/** A model directory with a tokenizer of 256 bytes, three control tokens and some merges. */
final class TinyTokenizer {

    static final int END = 0;
    static final int TURN = 1;
    static final int TURN_END = 2;

    private TinyTokenizer() {}

    static Path in(Path directory) {
        Path out = directory.resolve("model");
        GgufImport.run(TinyGguf.model().writeTo(directory.resolve("tiny.gguf")), out, ImportProgress.SILENT);
        return out;
    }

    static Path in(Path directory, String pre, List<String> tokens, List<String> merges) {
        Path out = directory.resolve("model-" + pre);
        Path file = TinyGguf.model(pre, tokens, merges).writeTo(directory.resolve(pre + ".gguf"));
        GgufImport.run(file, out, ImportProgress.SILENT);
        return out;
    }
}
