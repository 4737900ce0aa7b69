package dev.whetstone.system.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whetstone.artifacts.DirectoryArtifactStore;
import dev.whetstone.artifacts.TreeDigest;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.EventJson;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A run spec as training-service writes it, for a small training with the paths that a worker sees in its pod. */
final class WorkerRun {

    static final String MOUNTED_AT = "/etc/whetstone/run";

    private static final ObjectMapper JSON = EventJson.mapper();
    private static final Map<String, Object> RECIPE = Map.ofEntries(
            Map.entry("rank", 2),
            Map.entry("alpha", 4),
            Map.entry("dropout", 0),
            Map.entry("targets", List.of("q_proj", "v_proj")),
            Map.entry("learningRate", 0.01),
            Map.entry("schedule", "constant"),
            Map.entry("warmupShare", 0),
            Map.entry("weightDecay", 0),
            Map.entry("clipNorm", 1),
            Map.entry("batchSize", 4),
            Map.entry("evaluateEverySteps", 2),
            Map.entry("patience", 0),
            Map.entry("maxTokens", 512),
            Map.entry("seed", 1));

    private WorkerRun() {}

    /** @return the folder that is to be mounted at {@link #MOUNTED_AT} */
    static Path write(Path folder, Surroundings around, int epochs) {
        DirectoryArtifactStore store =
                new DirectoryArtifactStore(around.directory().artifacts());
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("task", "in-a-pod");
        spec.put("job", UUID.randomUUID());
        spec.put("run", UUID.randomUUID());
        spec.put("attempt", 1);
        spec.put("fencingToken", 1);
        spec.put("baseModel", "/models/base");
        spec.put("base", TreeDigest.of(around.model()));
        ArtifactRef train = store.put(rows(0, 8));
        spec.put("dataset", train.digest());
        spec.put("train", train);
        spec.put("validation", store.put(rows(8, 12)));
        Map<String, Object> recipe = new LinkedHashMap<>(RECIPE);
        recipe.put("epochs", epochs);
        spec.put("recipe", recipe);
        spec.put("seed", 1);
        spec.put("artifacts", Map.of("directory", "/artifacts"));
        spec.put("workDirectory", "/work");
        spec.put("bootstrapServers", around.broker());
        spec.put("threads", 1);
        spec.put("trace", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        try {
            JSON.writeValue(Files.createDirectories(folder).resolve("run.json").toFile(), spec);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    private static byte[] rows(int from, int to) {
        StringBuilder rows = new StringBuilder();
        for (int i = from; i < to; i++) {
            rows.append("{\"messages\":[{\"role\":\"user\",\"content\":\"question %d\"},".formatted(i))
                    .append("{\"role\":\"assistant\",\"content\":\"answer %d\"}]}\n".formatted(i % 3));
        }
        return rows.toString().getBytes(StandardCharsets.UTF_8);
    }
}
