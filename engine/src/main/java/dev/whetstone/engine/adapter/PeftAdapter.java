package dev.whetstone.engine.adapter;

import dev.whetstone.engine.AdapterException;
import dev.whetstone.engine.format.Dtype;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.ModelFormatException;
import dev.whetstone.engine.format.Safetensors;
import dev.whetstone.engine.format.TensorView;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An adapter directory of PEFT, opened and checked against a base: every matrix it should have is there with the right shape, and
 * nothing else is. Closing unmaps the file.
 */
public final class PeftAdapter implements AutoCloseable {

    public static final String WEIGHTS_FILE = "adapter_model.safetensors";

    private static final long LARGEST_HEADER = 16L << 20;
    private static final Set<Dtype> FLOATS = EnumSet.of(Dtype.F32, Dtype.F16, Dtype.BF16);

    private final Path file;
    private final PeftConfig config;
    private final LoraLayout layout;
    private final Safetensors tensors;

    private PeftAdapter(Path file, PeftConfig config, LoraLayout layout, Safetensors tensors) {
        this.file = file;
        this.config = config;
        this.layout = layout;
        this.tensors = tensors;
    }

    /** @throws AdapterException naming what does not fit the base, or is not supported, or is broken */
    public static PeftAdapter open(Path directory, ModelConfig base) {
        PeftConfig config = PeftConfigReader.read(directory);
        LoraLayout layout = layout(directory, config, base);
        Path file = directory.resolve(WEIGHTS_FILE);
        Safetensors tensors;
        try {
            tensors = Safetensors.open(file, LARGEST_HEADER);
        } catch (ModelFormatException e) {
            throw new AdapterException(e.getMessage(), e);
        }
        PeftAdapter adapter = new PeftAdapter(file, config, layout, tensors);
        try {
            adapter.requireFits(base);
            return adapter;
        } catch (AdapterException e) {
            tensors.close();
            throw e;
        }
    }

    private static LoraLayout layout(Path directory, PeftConfig config, ModelConfig base) {
        try {
            return LoraLayout.of(config.lora(), base);
        } catch (IllegalArgumentException e) {
            throw new AdapterException(directory.resolve(PeftConfig.FILE_NAME) + ": " + e.getMessage(), e);
        }
    }

    /** The settings that the directory says of itself, whatever the base. */
    public static PeftConfig config(Path directory) {
        return PeftConfigReader.read(directory);
    }

    public PeftConfig config() {
        return config;
    }

    /** Where it lies on the base. */
    public LoraLayout layout() {
        return layout;
    }

    /** (rank, in) */
    public TensorView a(LoraPlace place) {
        return require(nameOfA(place));
    }

    /** (out, rank), not yet scaled. */
    public TensorView b(LoraPlace place) {
        return require(nameOfB(place));
    }

    /** (out), of an adapter whose layout says DoRA. */
    public TensorView magnitude(LoraPlace place) {
        return require(nameOfMagnitude(place));
    }

    static String nameOfMagnitude(LoraPlace place) {
        return "base_model.model." + place.path() + ".lora_magnitude_vector";
    }

    /** As PEFT spells it. */
    static String nameOfA(LoraPlace place) {
        return "base_model.model." + place.path() + ".lora_A.weight";
    }

    static String nameOfB(LoraPlace place) {
        return "base_model.model." + place.path() + ".lora_B.weight";
    }

    @Override
    public void close() {
        tensors.close();
    }

    private void requireFits(ModelConfig base) {
        Set<String> expected = new HashSet<>();
        for (LoraPlace place : layout.places()) {
            int out = place.target().out(base);
            requireShape(a(place), place.rank(), place.rank(), place.target().in(base));
            requireShape(b(place), place.rank(), out, place.rank());
            expected.addAll(List.of(nameOfA(place), nameOfB(place)));
            if (layout.dora()) {
                requireShape(magnitude(place), place.rank(), out);
                expected.add(nameOfMagnitude(place));
            }
        }
        tensors.tensors().keySet().stream()
                .filter(name -> !expected.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new AdapterException(file + ": tensor " + name + " belongs to nothing in this base of "
                            + base.layers() + " layers with targets " + targets()
                            + ": the adapter was made for another base, or for more than it says");
                });
    }

    private void requireShape(TensorView tensor, int rank, long... expected) {
        long[] shape = tensor.shape();
        if (!Arrays.equals(shape, expected)) {
            throw new AdapterException(file + ": tensor " + tensor.name() + " has shape " + Arrays.toString(shape)
                    + ", but this base and rank " + rank + " need " + Arrays.toString(expected)
                    + ": the adapter was made for another base or its rank is not the one of its config");
        }
        if (!FLOATS.contains(tensor.dtype())) {
            throw new AdapterException(file + ": tensor " + tensor.name() + " is of type " + tensor.dtype()
                    + ": adapters are read in " + FLOATS);
        }
    }

    private TensorView require(String name) {
        return tensors.find(name)
                .orElseThrow(() -> new AdapterException(file + ": tensor " + name
                        + " is not there: the base needs one in each module that target_modules, " + targets()
                        + ", means"));
    }

    private Object targets() {
        return config.lora().targets().json();
    }
}
