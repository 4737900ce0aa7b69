package dev.whetstone.gateway.sampling;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import java.time.Duration;

/** Bounds of the background work on samples; how much is sampled is said by the serving state. */
@ConfigMapping(prefix = "whetstone.sampling")
interface SamplingConfig {

    /** Exchanges that may wait to be sealed and published; one more is dropped and counted. */
    @WithDefault("256")
    int queueCapacity();

    /** How long the caller of feedback waits for the broker. */
    @WithDefault("15S")
    Duration acknowledgement();
}
