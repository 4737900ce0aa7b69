package dev.whetstone.dataset.edge;

import io.smallrye.config.ConfigMapping;

import java.nio.file.Path;

/** {@code whetstone.artifacts.*}. */
@ConfigMapping(prefix = "whetstone.artifacts")
interface ArtifactsConfig {

    /** The store that all services share. */
    Path directory();
}
