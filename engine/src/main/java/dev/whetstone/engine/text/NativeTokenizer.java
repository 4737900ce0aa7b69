package dev.whetstone.engine.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.engine.ModelException;
import dev.whetstone.engine.format.ModelFormatException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Hugging Face's tokenizer library through DJL. */
final class NativeTokenizer implements AutoCloseable {

    static {
        // Without it DJL looks for a GPU build of the library on the internet when it sees a GPU.
        if (System.getProperty("ai.djl.offline") == null) {
            System.setProperty("ai.djl.offline", "true");
        }
    }

    /** DJL cuts texts at 512 tokens unless told otherwise. */
    private static final Map<String, String> OPTIONS =
            Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false");

    private final Path file;
    private final HuggingFaceTokenizer tokenizer;

    private NativeTokenizer(Path file, HuggingFaceTokenizer tokenizer) {
        this.file = file;
        this.tokenizer = tokenizer;
    }

    static NativeTokenizer of(Path file, JsonNode json) {
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        try {
            return new NativeTokenizer(
                    file, HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(bytes), OPTIONS));
        } catch (IOException | RuntimeException e) {
            throw new ModelFormatException(
                    file,
                    "the tokenizer",
                    "the tokenizer library refuses it (" + e.getMessage() + ")",
                    "Save the tokenizer again with a current Hugging Face library",
                    e);
        }
    }

    int[] encode(String text) {
        long[] ids;
        try {
            ids = tokenizer.encode(text, false, false).getIds();
        } catch (RuntimeException e) {
            throw new ModelException(
                    file + ": the tokenizer library cannot encode a text of " + text.length() + " characters ("
                            + e.getMessage() + "): save the tokenizer again with a current Hugging Face library",
                    e);
        }
        int[] result = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            result[i] = Math.toIntExact(ids[i]);
        }
        return result;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
