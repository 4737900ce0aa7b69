package dev.whetstone.evaluation.run;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import java.time.Duration;

/** How evaluations are worked on. */
@ConfigMapping(prefix = "whetstone.evaluation")
public interface RunConfig {
    /** Between two looks for work. */
    @WithDefault("500ms")
    Duration poll();

    /** Evaluations that one service process works on at a time. */
    @WithDefault("2")
    int workers();

    /** Until a silent worker's evaluation is given to another; renewed often. */
    @WithDefault("30s")
    Duration lease();

    /** Attempts in a row without a new answer before an evaluation is given up. */
    @WithDefault("5")
    int attempts();

    /** Before the second attempt; doubles with each, at most a minute. */
    @WithDefault("2s")
    Duration pause();

    /** Between two looks at a gateway that is away. */
    @WithDefault("5s")
    Duration patience();
}
