package dev.whetstone.dataset.edge;

import io.smallrye.config.ConfigMapping;

import java.nio.file.Path;

/** {@code whetstone.sealing.*}: key files. */
@ConfigMapping(prefix = "whetstone.sealing")
interface SealingConfig {

    /** This service's own key: opens the regression samples that eval-service proposes. */
    Path privateKey();

    /** To whom test and regression splits are sealed. */
    Path evalServicePublicKey();
}
