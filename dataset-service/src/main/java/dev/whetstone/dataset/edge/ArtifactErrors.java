package dev.whetstone.dataset.edge;

import dev.whetstone.artifacts.ArtifactException;
import dev.whetstone.artifacts.ArtifactStoreFullException;
import dev.whetstone.edge.Refusals;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;

/** Failures of the artifact store as HTTP answers. */
@Singleton
public class ArtifactErrors {

    private static final Logger LOG = Logger.getLogger(ArtifactErrors.class);

    private final Refusals refusals;

    @Inject
    public ArtifactErrors(Refusals refusals) {
        this.refusals = refusals;
    }

    @ServerExceptionMapper
    public Response map(ArtifactException e) {
        DatasetError error =
                e instanceof ArtifactStoreFullException ? DatasetError.NO_SPACE : DatasetError.STORE_FAILED;
        LOG.errorf(e, "the artifact store failed: %s", e.getMessage());
        return refusals.response(error.refused(e.getMessage()));
    }
}
