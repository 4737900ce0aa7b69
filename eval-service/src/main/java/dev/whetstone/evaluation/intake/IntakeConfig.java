package dev.whetstone.evaluation.intake;

import io.smallrye.config.ConfigMapping;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which alerts from outside are heard. */
@ConfigMapping(prefix = "whetstone.alert.intake")
interface IntakeConfig {
    /** What the sender shows as its bearer token. Without a token the intake is closed. */
    Optional<String> token();

    /** A file that holds it, such as a mounted secret; read for each request, so a new token needs no new start. */
    Optional<Path> tokenFile();

    /** {@code alertname}s that may ask for a retraining; every other alert is answered and passed over. */
    Optional<List<String>> names();
}
