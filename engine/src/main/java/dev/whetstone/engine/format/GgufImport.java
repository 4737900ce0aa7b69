package dev.whetstone.engine.format;

import dev.whetstone.engine.adapter.DurableFiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Writes a GGUF file of a Llama model once as a Hugging Face directory, weights as bfloat16, so that everything else knows one
 * layout only.
 */
public final class GgufImport {

    private static final ValueLayout.OfShort BFLOAT16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    /** Computed from the configuration instead. */
    private static final Set<String> NOT_NEEDED = Set.of("rope_freqs.weight");

    private final Gguf gguf;
    private final ModelConfig config;

    private GgufImport(Gguf gguf) {
        this.gguf = gguf;
        this.config = GgufConfig.of(gguf);
    }

    /**
     * @param outDirectory a directory that does not exist yet or is empty; it appears when it is complete
     * @throws ModelFormatException when the file is damaged or its model is not supported
     * @throws UncheckedIOException when the directory cannot be written
     */
    public static ModelConfig run(Path file, Path outDirectory, ImportProgress progress) {
        requireFree(outDirectory);
        try (Gguf gguf = Gguf.open(file)) {
            GgufImport run = new GgufImport(gguf);
            Path beside =
                    outDirectory.toAbsolutePath().normalize().resolveSibling(outDirectory.getFileName() + ".partial");
            try {
                run.writeTo(beside, progress);
                Files.move(beside, outDirectory, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                DurableFiles.deleteTree(beside);
            }
            return run.config;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + outDirectory + ": " + e.getMessage(), e);
        }
    }

    private static void requireFree(Path directory) {
        try {
            if (Files.isDirectory(directory)) {
                try (var entries = Files.list(directory)) {
                    if (entries.findAny().isEmpty()) {
                        return;
                    }
                }
            } else if (Files.notExists(directory)) {
                return;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new ModelFormatException(
                directory, "the target of the import", "is not empty", "Name a directory that does not exist yet");
    }

    private void writeTo(Path directory, ImportProgress progress) throws IOException {
        DurableFiles.deleteTree(directory); // an attempt that was interrupted
        Files.createDirectories(directory);
        GgufTokenizer.of(gguf.metadata(), config.vocabularySize()).writeTo(directory);
        ModelConfigWriter.write(config, gguf.metadata(), directory);
        List<LlamaTensors.Entry> entries = LlamaTensors.of(config);
        requireNothingElse(entries);
        try (Arena arena = Arena.ofShared()) {
            writeTensors(directory.resolve("model.safetensors"), entries, arena, progress);
        }
    }

    /** A tensor that is left out changes what the model says: better not to import it at all. */
    private void requireNothingElse(List<LlamaTensors.Entry> entries) {
        Set<String> rest = new HashSet<>(gguf.tensors().keySet());
        entries.forEach(entry -> rest.remove(entry.ggufName()));
        rest.removeAll(NOT_NEEDED);
        rest.stream().sorted().findFirst().ifPresent(name -> {
            throw refusal(name, "is not part of a plain Llama model", "This kind of model is not supported");
        });
    }

    private void writeTensors(Path file, List<LlamaTensors.Entry> entries, Arena arena, ImportProgress progress) {
        long largest = entries.stream().mapToLong(GgufImport::bytes).max().orElse(0);
        entries.forEach(this::requireTensor); // all, before the first byte is written
        MemorySegment buffer = arena.allocate(largest, Long.BYTES);
        List<NewTensor> tensors = new ArrayList<>();
        for (LlamaTensors.Entry entry : entries) {
            int done = tensors.size() + 1;
            tensors.add(new NewTensor(entry.name(), Dtype.BF16, entry.shape(), () -> {
                MemorySegment data = converted(entry, buffer);
                progress.written(entry.name(), done, entries.size());
                return data;
            }));
        }
        SafetensorsWriter.write(file, tensors, Map.of("format", "pt"));
    }

    private static long bytes(LlamaTensors.Entry entry) {
        return Math.multiplyExact(Shapes.elements(entry.shape()), Dtype.BF16.bytes());
    }

    private GgufTensor requireTensor(LlamaTensors.Entry entry) {
        GgufTensor tensor = gguf.tensors().get(entry.ggufName());
        if (tensor == null) {
            throw refusal(entry.ggufName(), "is missing", GgufCursor.CUT_SHORT);
        }
        if (!java.util.Arrays.equals(tensor.shape(), entry.shape())) {
            throw refusal(
                    entry.ggufName(),
                    "has shape " + Shapes.text(tensor.shape()) + ", the metadata asks for "
                            + Shapes.text(entry.shape()),
                    "Convert the model again");
        }
        if (!tensor.type().isReadable()) {
            throw refusal(
                    entry.ggufName(),
                    "type " + tensor.type() + " is not supported",
                    "Take the same model as F16, BF16, Q8_0, Q6_K, Q5_K, Q4_K, Q5_0, Q5_1, Q4_0 or Q4_1");
        }
        return tensor;
    }

    /** In the buffer, which the next tensor will use again. */
    private MemorySegment converted(LlamaTensors.Entry entry, MemorySegment buffer) {
        GgufTensor source = requireTensor(entry);
        int columns = source.columns();
        IntStream.range(0, source.rows()).parallel().forEach(row -> {
            float[] values = new float[columns];
            source.readRow(entry.sourceRow().applyAsInt(row), values);
            long begin = (long) row * columns;
            for (int column = 0; column < columns; column++) {
                if (!Float.isFinite(values[column])) {
                    throw refusal(source.name(), "row " + row + " holds " + values[column], GgufCursor.CUT_SHORT);
                }
                buffer.setAtIndex(BFLOAT16, begin + column, PlainValues.toBfloat16(values[column]));
            }
        });
        return buffer.asSlice(0, bytes(entry));
    }

    private ModelFormatException refusal(String tensor, String what, String whatToDo) {
        return new ModelFormatException(gguf.file(), "tensor " + tensor, what, whatToDo);
    }
}
