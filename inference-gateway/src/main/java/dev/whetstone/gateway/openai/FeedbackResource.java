package dev.whetstone.gateway.openai;

import dev.whetstone.gateway.sampling.Feedback;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

/** {@code POST /v1/feedback}: answers when the feedback is published. */
@Path("/v1/feedback")
class FeedbackResource {

    private final Feedback feedback;

    FeedbackResource(Feedback feedback) {
        this.feedback = feedback;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(summary = "Says whether an answer was good")
    @RequestBody(content = @Content(schema = @Schema(implementation = GiveFeedback.class)))
    @APIResponse(responseCode = "204", description = "Recorded")
    public void give(byte[] body) {
        GiveFeedback given = OpenAiJson.read(body, GiveFeedback.class);
        feedback.give(given.request(), given.good()).join();
    }
}
