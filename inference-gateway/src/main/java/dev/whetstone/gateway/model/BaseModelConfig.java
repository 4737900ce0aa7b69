package dev.whetstone.gateway.model;

import io.smallrye.config.ConfigMapping;

import java.nio.file.Path;

/** The one base model of this replica. */
@ConfigMapping(prefix = "whetstone.base-model")
interface BaseModelConfig {

    /** A Hugging Face model directory. */
    Path directory();

    /** What requests call it. */
    String name();
}
