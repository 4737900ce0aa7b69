package dev.whetstone.gateway.generation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import java.time.Duration;

/** Bounds of one request. */
@ConfigMapping(prefix = "whetstone.generation")
public interface GenerationConfig {

    /** Completion tokens when the request names no limit. */
    @WithDefault("256")
    int defaultMaxTokens();

    /** From arrival to the last token, waiting included; a caller's earlier deadline counts instead. */
    @WithDefault("2M")
    Duration longest();

    /** How long a stopping gateway lets requests finish. */
    @WithDefault("10S")
    Duration drain();
}
