package dev.whetstone.dataset.version;

import dev.whetstone.artifacts.ArtifactStore;
import dev.whetstone.dataset.edge.DatasetError;
import dev.whetstone.dataset.edge.Names;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.openapi.annotations.Operation;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Uploads by the digest of their bytes, whatever became of them. */
@Path("/v1/uploads/{digest}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class UploadResource {

    private final Versions versions;
    private final ArtifactStore store;

    @Inject
    UploadResource(Versions versions, ArtifactStore store) {
        this.versions = versions;
        this.store = store;
    }

    @GET
    @Path("report")
    @Operation(summary = "The newest quality report of an upload, published or refused")
    public Response report(String digest) {
        return versions.findReport(Names.digest(digest))
                .map(report -> Response.ok(store.read(report)).build())
                .orElseThrow(() -> DatasetError.REPORT_UNKNOWN.refused("no upload has the digest " + digest));
    }
}
