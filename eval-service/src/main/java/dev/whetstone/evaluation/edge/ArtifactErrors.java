package dev.whetstone.evaluation.edge;

import dev.whetstone.artifacts.ArtifactException;
import dev.whetstone.artifacts.ArtifactStoreUnavailableException;
import dev.whetstone.edge.Refusals;
import dev.whetstone.edge.RequestRefused;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;

/** Failures of the artifact store as HTTP answers. */
@Singleton
class ArtifactErrors {
    private static final Logger LOG = Logger.getLogger(ArtifactErrors.class);

    private final Refusals refusals;

    ArtifactErrors(Refusals refusals) {
        this.refusals = refusals;
    }

    @ServerExceptionMapper
    Response away(ArtifactStoreUnavailableException away) {
        LOG.warnf("the artifact store is away: %s", away.getMessage());
        return refusals.response(new RequestRefused(
                EvaluationError.ARTIFACT_STORE_AWAY,
                away.getMessage(),
                "Try again when the artifact store is back; nothing was changed."));
    }

    @ServerExceptionMapper
    Response unreadable(ArtifactException broken) {
        LOG.error("artifact cannot be read", broken);
        return refusals.response(new RequestRefused(
                EvaluationError.ARTIFACT_UNREADABLE,
                broken.getMessage(),
                "Restore the artifact store from its backup; the digest names the artifact."));
    }
}
