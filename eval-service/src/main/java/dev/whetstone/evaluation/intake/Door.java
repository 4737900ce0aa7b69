package dev.whetstone.evaluation.intake;

import static dev.whetstone.evaluation.edge.EvaluationError.INTAKE_CLOSED;
import static dev.whetstone.evaluation.edge.EvaluationError.INTAKE_TOKEN_REFUSED;

import dev.whetstone.edge.RequestRefused;
import org.jboss.logging.Logger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

/** Lets in who shows the token. */
@ApplicationScoped
class Door {
    private static final Logger LOG = Logger.getLogger(Door.class);
    private static final String SCHEME = "Bearer ";

    private final IntakeConfig config;

    Door(IntakeConfig config) {
        this.config = config;
    }

    /** @param authorization the header; null when there is none */
    void enter(String authorization) {
        String token = token().filter(text -> !text.isBlank())
                .orElseThrow(() -> new RequestRefused(
                        INTAKE_CLOSED,
                        "alerts are not taken: this service was given no token",
                        "Set whetstone.alert.intake.token or whetstone.alert.intake.token-file."));
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw refused("the request shows no bearer token");
        }
        byte[] shown = authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        // Takes as long for a wrong first byte as for a wrong last one.
        if (!MessageDigest.isEqual(token.strip().getBytes(StandardCharsets.UTF_8), shown)) {
            throw refused("the bearer token is not this service's");
        }
    }

    private static RequestRefused refused(String message) {
        return new RequestRefused(
                INTAKE_TOKEN_REFUSED, message, "Give the sender the token (Alertmanager: http_config.authorization).");
    }

    private Optional<String> token() {
        return config.tokenFile().map(Door::read).or(config::token);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            LOG.errorf("alerts are not taken: the token file %s cannot be read: %s", file, e);
            return "";
        }
    }
}
