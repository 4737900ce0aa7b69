package dev.whetstone.engine.family;

import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.ModelFormatException;

/** One family of models: what its {@code config.json} may say, and what that means for the network. */
interface Family {

    /** Its {@code model_type}. */
    String modelType();

    /** Its only entry in {@code architectures}. */
    String architecture();

    /** @throws ModelFormatException naming what would change the mathematics and is not supported */
    ModelConfig read(ConfigFields fields);
}
