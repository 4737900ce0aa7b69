package dev.whetstone.evaluation.judge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import java.time.Duration;

/** How long a candidate may take to be served. */
@ConfigMapping(prefix = "whetstone.candidate")
interface CandidateConfig {
    /** From the alias's move; a gateway that cannot be reached stops the clock from mattering. */
    @WithDefault("10m")
    Duration servedWithin();

    /** Between two questions to the gateway; its events come sooner. */
    @WithDefault("2s")
    Duration look();
}
