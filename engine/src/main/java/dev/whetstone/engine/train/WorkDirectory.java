package dev.whetstone.engine.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.whetstone.engine.adapter.DurableFiles;
import dev.whetstone.engine.adapter.PeftConfig;
import dev.whetstone.engine.adapter.PeftWriter;
import dev.whetstone.engine.format.Dtype;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.NewTensor;
import dev.whetstone.engine.format.Safetensors;
import dev.whetstone.engine.format.SafetensorsWriter;
import dev.whetstone.engine.format.TensorView;
import dev.whetstone.engine.torch.NativeData;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Files of a run. {@code checkpoint-000020/} holds parameters, moments and state after 20 steps, {@code best-000020/} the adapter
 * of the best step so far, at the end {@code adapter/} and {@code receipt.json} what came of it. The directories appear whole or not at all; the older ones go only after the newer are there, so whenever the
 * process is killed the run can go on.
 */
final class WorkDirectory {

    /** State of another version is of another run, and refused as such. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final String CHECKPOINT = "checkpoint-";
    private static final String BEST = "best-";
    private static final String STATE_FILE = "state.json";
    private static final String TENSORS_FILE = "tensors.safetensors";
    private static final String FINISHED_FILE = "finished.json";

    private final Path root;
    private final String identity;

    /** What is kept about an unfinished run. @param workers that its gradients were summed over; 0 when it is not known */
    record Saved(String identity, RunState state, int workers) {}

    /** That a run is over; what came of it is in its receipt. */
    record Ended(String identity) {}

    WorkDirectory(Path root, String identity) {
        this.root = root;
        this.identity = identity;
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + root + ": " + e.getMessage(), e);
        }
    }

    /** Over how many workers the run was until now, which its next bits depend on. */
    OptionalInt findWorkers() {
        return newest(CHECKPOINT)
                .map(directory -> read(directory.resolve(STATE_FILE), Saved.class))
                .filter(saved -> saved.identity().equals(identity) && saved.workers() > 0)
                .map(saved -> OptionalInt.of(saved.workers()))
                .orElseGet(OptionalInt::empty);
    }

    /** The state of the newest checkpoint, its tensors copied into the given ones. */
    Optional<RunState> restore(Map<String, Tensor> tensors) {
        Optional<Path> newest = newest(CHECKPOINT);
        return newest.map(directory -> {
            Saved saved = read(directory.resolve(STATE_FILE), Saved.class);
            requireSame(saved.identity());
            try (var _ = new PointerScope();
                    Safetensors file = Safetensors.open(directory.resolve(TENSORS_FILE))) {
                tensors.forEach((name, tensor) -> NativeData.copyInto(tensor, sameSize(file.require(name), tensor)));
            }
            return saved.state();
        });
    }

    Path saveCheckpoint(RunState state, int workers, Map<String, Tensor> tensors) {
        Path directory = numbered(CHECKPOINT, state.step());
        if (!Files.exists(directory)) {
            Path partial = DurableFiles.beside(directory);
            try (var _ = new PointerScope()) {
                Map<String, NewTensor> files = new LinkedHashMap<>();
                tensors.forEach((name, tensor) -> files.put(name, onDisk(name, tensor)));
                SafetensorsWriter.write(partial.resolve(TENSORS_FILE), files.values(), Map.of());
            }
            DurableFiles.write(partial.resolve(STATE_FILE), json(new Saved(identity, state, workers)));
            DurableFiles.publish(partial, directory);
        }
        deleteOthers(CHECKPOINT, directory);
        state.best().ifPresent(best -> deleteOthers(BEST, numbered(BEST, best.step())));
        return directory;
    }

    void saveBest(long step, PeftConfig peft, ModelConfig base, PeftWriter.Factors factors) {
        Path directory = numbered(BEST, step);
        Path partial = DurableFiles.beside(directory);
        try (var _ = new PointerScope()) {
            PeftWriter.write(partial, peft, base, factors);
        }
        DurableFiles.publish(partial, directory);
    }

    Path best(long step) {
        return numbered(BEST, step);
    }

    Path adapter() {
        return root.resolve("adapter");
    }

    Path receipt() {
        return root.resolve(TrainingReceipt.FILE_NAME);
    }

    Optional<TrainingOutcome.Finished> findFinished() {
        Path file = root.resolve(FINISHED_FILE);
        if (!Files.exists(file) || !Files.exists(adapter())) {
            return Optional.empty();
        }
        requireSame(read(file, Ended.class).identity());
        return Optional.of(new TrainingOutcome.Finished(adapter(), receipt(), TrainingReceipt.read(receipt())));
    }

    /** The adapter must be there already: whoever finds the end finds all of it. */
    TrainingOutcome.Finished saveFinished(TrainingReceipt receipt) {
        DurableFiles.write(receipt(), receipt.json());
        DurableFiles.write(root.resolve(FINISHED_FILE), json(new Ended(identity)));
        return new TrainingOutcome.Finished(adapter(), receipt(), receipt);
    }

    private void requireSame(String found) {
        if (!identity.equals(found)) {
            throw new IllegalStateException(root
                    + " belongs to a run with another base, recipe or data: give this run a directory of its own, or repeat that"
                    + " one exactly");
        }
    }

    /** Of another size one would be repeated or cut without a word. */
    private static TensorView sameSize(TensorView saved, Tensor tensor) {
        if (saved.elements() != tensor.numel() || saved.dtype() != Dtype.F32) {
            throw new IllegalStateException("checkpoint tensor " + saved + " should be F32 of " + tensor.numel()
                    + " elements: the checkpoint is damaged, delete its directory to go on from an earlier one");
        }
        return saved;
    }

    private NewTensor onDisk(String name, Tensor tensor) {
        Tensor host = tensor.cpu();
        return new NewTensor(name, Dtype.F32, new long[] {host.numel()}, () -> NativeData.span(host));
    }

    private Path numbered(String prefix, long step) {
        return root.resolve(prefix + "%09d".formatted(step));
    }

    private Optional<Path> newest(String prefix) {
        return all(prefix).stream().max(Comparator.naturalOrder());
    }

    private void deleteOthers(String prefix, Path keep) {
        all(prefix).stream().filter(path -> !path.equals(keep)).forEach(DurableFiles::deleteTree);
    }

    private List<Path> all(String prefix) {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(path -> path.getFileName().toString().matches(prefix + "\\d+"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + root + ": " + e.getMessage(), e);
        }
    }

    private static <T> T read(Path file, Class<T> type) {
        try {
            return MAPPER.readValue(Files.readAllBytes(file), type);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static byte[] json(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
