package dev.whetstone.gateway.model;

import dev.whetstone.engine.Precision;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import java.util.Optional;

/** How much of the machine decoding may use. */
@ConfigMapping(prefix = "whetstone.engine")
interface EngineConfig {

    /** 0: all cores. */
    @WithDefault("0")
    int threads();

    /** Of weights and activations. Absent: what the machine is fastest at. */
    Optional<Precision> precision();

    /** Sequences that are decoded together. */
    @WithDefault("8")
    int maxBatch();

    /** Requests that may wait for a place in the batch; one more is refused. */
    @WithDefault("64")
    int queueCapacity();

    /**
     * Memory for keys and values, which all sequences of a batch share; what they leave keeps the beginnings of earlier ones. It bounds how long one
     * may become.
     */
    @WithDefault("1536M")
    MemorySize kvBudget();
}
