package dev.whetstone.gateway.model;

import dev.whetstone.engine.WeightFormat;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import java.nio.file.Path;

/** The one base model of this replica. */
@ConfigMapping(prefix = "whetstone.base-model")
interface BaseModelConfig {

    /** A Hugging Face model directory. */
    Path directory();

    /** What requests call it. */
    String name();

    /**
     * How its matrices are kept: {@code computed} or {@code int8}, which is another model: it answers, and is judged, under a digest of its own, and adapters that
     * were judged over the base as it is are refused.
     */
    @WithDefault("computed")
    WeightFormat weights();
}
