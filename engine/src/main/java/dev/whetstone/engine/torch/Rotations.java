package dev.whetstone.engine.torch;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.Rope;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The rotations of a step's tokens, one for each way in which some layer turns them. */
public final class Rotations {

    private final ModelConfig config;
    private final Map<Rope, Rotation> each = new HashMap<>();

    public Rotations(float[] positions, ModelConfig config, Backend backend) {
        this.config = config;
        for (Rope rope : config.ropes()) {
            each.put(rope, Rotation.at(positions, rope, config.headDimension(), backend));
        }
    }

    /** Empty for a layer that is not turned. */
    public Optional<Rotation> of(int layer) {
        return config.shape(layer).rope().map(each::get);
    }
}
