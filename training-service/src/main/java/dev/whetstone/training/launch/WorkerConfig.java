package dev.whetstone.training.launch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import java.nio.file.Path;
import java.util.Optional;

/** {@code whetstone.training.*}: where workers run. */
@ConfigMapping(prefix = "whetstone.training")
interface WorkerConfig {

    Path workDirectory();

    Worker worker();

    /** The process itself. */
    interface Worker {

        /** Java heap; the model and its gradients lie outside it. */
        @WithDefault("256m")
        String heap();

        /** Default: this service's own. */
        Optional<String> classPath();

        /** Threads of the engine; 0 takes every core. */
        @WithDefault("0")
        int threads();
    }
}
