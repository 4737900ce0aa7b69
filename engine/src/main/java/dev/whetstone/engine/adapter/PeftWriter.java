package dev.whetstone.engine.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.whetstone.engine.format.Dtype;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.NewTensor;
import dev.whetstone.engine.format.SafetensorsWriter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes an adapter as PEFT does, so that PEFT, vLLM and every tool beside them can load it. */
public final class PeftWriter {

    private static final JsonMapper MAPPER = new JsonMapper();

    private PeftWriter() {}

    /** Where the bytes of a matrix come from: float32, row-major. */
    public interface Factors {
        /** (rank, in) */
        MemorySegment a(LoraPlace place);

        /** (out, rank), not scaled */
        MemorySegment b(LoraPlace place);

        /** (out), of an adapter whose settings say DoRA */
        default MemorySegment magnitude(LoraPlace place) {
            throw new IllegalStateException("there are no magnitudes for " + place.path());
        }
    }

    /**
     * Writes both files into a directory that exists, and forces them to disk.
     *
     * @throws UncheckedIOException when the disk is full or the directory cannot be written
     */
    public static void write(Path directory, PeftConfig config, ModelConfig base, Factors factors) {
        List<NewTensor> tensors = new ArrayList<>();
        LoraLayout layout = LoraLayout.of(config.lora(), base);
        for (LoraPlace place : layout.places()) {
            LoraTarget target = place.target();
            long[] shapeOfA = {place.rank(), target.in(base)};
            long[] shapeOfB = {target.out(base), place.rank()};
            tensors.add(new NewTensor(PeftAdapter.nameOfA(place), Dtype.F32, shapeOfA, () -> factors.a(place)));
            tensors.add(new NewTensor(PeftAdapter.nameOfB(place), Dtype.F32, shapeOfB, () -> factors.b(place)));
            if (layout.dora()) {
                long[] rows = {target.out(base)};
                tensors.add(new NewTensor(
                        PeftAdapter.nameOfMagnitude(place), Dtype.F32, rows, () -> factors.magnitude(place)));
            }
        }
        SafetensorsWriter.write(directory.resolve(PeftAdapter.WEIGHTS_FILE), tensors, Map.of("format", "pt"));
        DurableFiles.write(directory.resolve(PeftConfig.FILE_NAME), json(config));
    }

    /** Keys sorted, two spaces: the same adapter is the same bytes. */
    static byte[] json(PeftConfig config) {
        LoraSettings lora = config.lora();
        Map<String, Object> fields = new TreeMap<>();
        fields.put("auto_mapping", null);
        fields.put("base_model_name_or_path", config.base());
        fields.put("bias", "none");
        fields.put("fan_in_fan_out", false);
        fields.put("inference_mode", true);
        fields.put("init_lora_weights", true);
        fields.put("layers_pattern", null);
        fields.put("layers_to_transform", null);
        fields.put("lora_alpha", whole(lora.alpha()));
        fields.put("lora_dropout", lora.dropout());
        fields.put("modules_to_save", null);
        fields.put("peft_type", "LORA");
        fields.put("r", lora.rank());
        fields.put("revision", null);
        fields.put("target_modules", targetModules(lora.targets()));
        fields.put("task_type", "CAUSAL_LM");
        fields.put("use_dora", lora.dora());
        fields.put("use_rslora", lora.rslora());
        if (!lora.rankPattern().isEmpty()) {
            fields.put("rank_pattern", new TreeMap<>(lora.rankPattern()));
        }
        if (!lora.alphaPattern().isEmpty()) {
            Map<String, Object> alphas = new TreeMap<>();
            lora.alphaPattern().forEach((key, alpha) -> alphas.put(key, whole(alpha)));
            fields.put("alpha_pattern", alphas);
        }
        return pretty(fields);
    }

    /** All linear layers by their names: every reader knows those. */
    private static Object targetModules(TargetModules targets) {
        return switch (targets) {
            case TargetModules.Named named ->
                named.names().stream().sorted().distinct().toList();
            case TargetModules.Matching matching -> matching.pattern();
            case TargetModules.AllLinear _ ->
                LoraTarget.names().stream().sorted().toList();
        };
    }

    static byte[] pretty(Object value) {
        DefaultIndenter indent = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(indent)
                .withArrayIndenter(indent);
        try {
            return (MAPPER.writer(printer).writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(new IOException("cannot write JSON", e));
        }
    }

    /** PEFT types lora_alpha as an integer. */
    private static Number whole(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
            return (long) value;
        }
        return value;
    }
}
