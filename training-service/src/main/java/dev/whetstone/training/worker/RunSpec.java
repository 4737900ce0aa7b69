package dev.whetstone.training.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.whetstone.artifacts.StoreSettings;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.engine.train.LoraRecipe;
import dev.whetstone.messaging.TraceParent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Everything an attempt needs, in a file that its command line names. Paths are of the worker's machine.
 *
 * @param base that the tuning decision is about: the digest that the base model's directory must have, or the one of it in int8
 * @param checkpoint where an earlier attempt got to
 * @param threads of the engine; 0 takes every core
 * @param trace of what asked for the job; a launcher puts it into the worker's environment as {@link TraceParent#VARIABLE}
 */
public record RunSpec(
        TaskName task,
        UUID job,
        UUID run,
        int attempt,
        long fencingToken,
        Path baseModel,
        Digest base,
        Digest dataset,
        ArtifactRef train,
        ArtifactRef validation,
        LoraRecipe recipe,
        long seed,
        Optional<ArtifactRef> checkpoint,
        StoreSettings artifacts,
        Path workDirectory,
        String bootstrapServers,
        int threads,
        TraceParent trace) {

    /** Where a launcher says the token once more: a spec of another attempt must not be carried out under this one's name. */
    public static final String TOKEN_VARIABLE = "WHETSTONE_FENCING_TOKEN";

    private static final ObjectMapper JSON = EventJson.mapper().copy().enable(SerializationFeature.INDENT_OUTPUT);

    public void write(Path file) throws IOException {
        Files.writeString(file, json());
    }

    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a run spec cannot be written as JSON", e);
        }
    }

    /** Where the trainer keeps its state: nothing else lies there, so the whole of it is a checkpoint. */
    Path trainerDirectory() {
        return workDirectory.resolve("state");
    }

    /**
     * @param said the token of {@link #TOKEN_VARIABLE}; null where the launcher gives none
     * @throws IllegalArgumentException when the file is another attempt's
     */
    void requireToken(String said) {
        if (said != null && !said.equals(Long.toString(fencingToken))) {
            throw new IllegalArgumentException("the run spec is of attempt " + attempt + " under fencing token "
                    + fencingToken + ", but " + TOKEN_VARIABLE + " is " + said + ": the file is another attempt's");
        }
    }

    static RunSpec read(Path file) throws IOException {
        return JSON.readValue(Files.readAllBytes(file), RunSpec.class);
    }
}
