package dev.whetstone.evaluation.alert;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Who is told of an alert. */
@ConfigMapping(prefix = "whetstone.alert")
interface AlertConfig {
    /** Gets a POST for every alert that is opened or closed; at least once. */
    Optional<URI> webhook();

    /** Of one POST. */
    @WithDefault("10s")
    Duration timeout();

    /** Before the second try; doubles with each, at most five minutes, for ever. */
    @WithDefault("2s")
    Duration pause();

    /** Between two looks for deliveries; read by the scheduler. */
    @WithDefault("1s")
    String poll();
}
