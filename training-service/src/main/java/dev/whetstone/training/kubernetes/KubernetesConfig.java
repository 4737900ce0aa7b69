package dev.whetstone.training.kubernetes;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code whetstone.training.kubernetes.*}, read when {@code training.launcher=kubernetes}. */
@ConfigMapping(prefix = "whetstone.training.kubernetes")
interface KubernetesConfig {

    /** A {@code batch/v1} Job in YAML with a container {@code worker}. */
    Optional<Path> template();

    /** Default: the namespace that this service runs in. */
    Optional<String> namespace();

    /** Of the worker; default: the template's. */
    Optional<String> image();

    /** Of each worker; 0 leaves the template as it is. */
    @WithDefault("0")
    int gpus();

    @WithDefault("nvidia.com/gpu")
    String gpuResource();

    /** Kueue's LocalQueue. */
    Optional<String> queue();

    /** How long a pod that has its node may take to start; waiting for a node is not counted. */
    @WithDefault("15m")
    Duration startDeadline();

    /** Between two complete looks at what the watch may have missed. */
    @WithDefault("5m")
    Duration resync();
}
