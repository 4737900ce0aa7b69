package dev.whetstone.gateway.openai;

import dev.whetstone.gateway.generation.Cancellation;
import dev.whetstone.gateway.generation.CollectedAnswer;
import dev.whetstone.gateway.generation.RequestId;
import dev.whetstone.gateway.generation.TextGenerator;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

import java.time.InstantSource;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** {@code POST /v1/chat/completions}. */
@Path("/v1/chat/completions")
class ChatCompletionsResource {

    private static final MediaType EVENTS = new MediaType("text", "event-stream", "utf-8");

    private final TextGenerator generator;
    private final InstantSource clock;

    ChatCompletionsResource(TextGenerator generator, InstantSource clock) {
        this.generator = generator;
        this.clock = clock;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(summary = "Completes a chat; with stream=true as server-sent events")
    @RequestBody(content = @Content(schema = @Schema(implementation = ChatCompletionRequest.class)))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = ChatCompletionView.class)))
    public Response complete(byte[] body, @Context RoutingContext exchange) {
        ChatCompletionRequest request = OpenAiJson.read(body, ChatCompletionRequest.class);
        Cancellation cancellation = new Cancellation();
        exchange.addEndHandler(_ -> cancellation.cancel()); // the connection is gone, or all is said
        return request.streamed() ? stream(request, cancellation) : whole(request, cancellation);
    }

    private Response whole(ChatCompletionRequest request, Cancellation cancellation) {
        CollectedAnswer answer = new CollectedAnswer();
        generator.start(request.toGenerateText(), cancellation, answer);
        ChatCompletionView view = ChatCompletionView.of(request.model(), answer.join(), clock.instant());
        return Response.ok(OpenAiJson.write(view), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    private Response stream(ChatCompletionRequest request, Cancellation cancellation) {
        ServerSentChunks chunks = new ServerSentChunks(cancellation, request.usageWanted());
        RequestId id = generator.start(request.toGenerateText(), cancellation, chunks);
        chunks.begin(new ChatChunkView.Header(id.value(), clock.instant().getEpochSecond(), request.model()));
        return Response.ok(chunks, EVENTS)
                .header("Cache-Control", "no-cache")
                .header("X-Accel-Buffering", "no")
                .build();
    }
}
