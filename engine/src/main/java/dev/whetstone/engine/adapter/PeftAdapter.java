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
    private final Safetensors tensors;

    private PeftAdapter(Path file, PeftConfig config, Safetensors tensors) {
        this.file = file;
        this.config = config;
        this.tensors = tensors;
    }

    /** @throws AdapterException naming what does not fit the base, or is not supported, or is broken */
    public static PeftAdapter open(Path directory, ModelConfig base) {
        PeftConfig config = PeftConfigReader.read(directory);
        Path file = directory.resolve(WEIGHTS_FILE);
        Safetensors tensors;
        try {
            tensors = Safetensors.open(file, LARGEST_HEADER);
        } catch (ModelFormatException e) {
            throw new AdapterException(e.getMessage(), e);
        }
        PeftAdapter adapter = new PeftAdapter(file, config, tensors);
        try {
            adapter.requireFits(base);
            return adapter;
        } catch (AdapterException e) {
            tensors.close();
            throw e;
        }
    }

    public PeftConfig config() {
        return config;
    }

    /** (rank, in) */
    public TensorView a(int layer, LoraTarget target) {
        return require(nameOfA(layer, target));
    }

    /** (out, rank), not yet scaled. */
    public TensorView b(int layer, LoraTarget target) {
        return require(nameOfB(layer, target));
    }

    /** As PEFT spells it. */
    static String nameOfA(int layer, LoraTarget target) {
        return "base_model.model." + target.path(layer) + ".lora_A.weight";
    }

    static String nameOfB(int layer, LoraTarget target) {
        return "base_model.model." + target.path(layer) + ".lora_B.weight";
    }

    @Override
    public void close() {
        tensors.close();
    }

    private void requireFits(ModelConfig base) {
        Set<String> expected = new HashSet<>();
        for (int layer = 0; layer < base.layers(); layer++) {
            for (LoraTarget target : config.targets()) {
                requireShape(a(layer, target), config.rank(), target.in(base));
                requireShape(b(layer, target), target.out(base), config.rank());
                expected.addAll(List.of(nameOfA(layer, target), nameOfB(layer, target)));
            }
        }
        tensors.tensors().keySet().stream()
                .filter(name -> !expected.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new AdapterException(file + ": tensor " + name + " belongs to nothing in this base of "
                            + base.layers() + " layers with targets " + config.targets()
                            + ": the adapter was made for another base, or for more than it says");
                });
    }

    private void requireShape(TensorView tensor, long rows, long columns) {
        long[] shape = tensor.shape();
        if (!Arrays.equals(shape, new long[] {rows, columns})) {
            throw new AdapterException(file + ": tensor " + tensor.name() + " has shape " + Arrays.toString(shape)
                    + ", but this base and rank " + config.rank() + " need [" + rows + ", " + columns
                    + "]: the adapter was made for another base or its r is not the one of its config");
        }
        if (!FLOATS.contains(tensor.dtype())) {
            throw new AdapterException(file + ": tensor " + tensor.name() + " is of type " + tensor.dtype()
                    + ": adapters are read in " + FLOATS);
        }
    }

    private TensorView require(String name) {
        return tensors.find(name)
                .orElseThrow(() -> new AdapterException(file + ": tensor " + name
                        + " is not there: every layer of the base needs one for each of " + config.targets()));
    }
}
