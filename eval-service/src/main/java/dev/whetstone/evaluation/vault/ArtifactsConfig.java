package dev.whetstone.evaluation.vault;

import io.smallrye.config.ConfigMapping;

import java.nio.file.Path;

/** Where artifacts lie. */
@ConfigMapping(prefix = "whetstone.artifacts")
interface ArtifactsConfig {
    Path directory();
}
