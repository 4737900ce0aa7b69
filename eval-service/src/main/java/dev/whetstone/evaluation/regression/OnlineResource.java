package dev.whetstone.evaluation.regression;

import static dev.whetstone.evaluation.edge.EvaluationError.ALIAS_UNKNOWN;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.edge.Parameters;
import dev.whetstone.edge.RequestRefused;
import dev.whetstone.evaluation.alias.AliasState;
import dev.whetstone.evaluation.alias.Aliases;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.openapi.annotations.Operation;

import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** The online state over HTTP. */
@Path("/v1/tasks/{task}/online")
@RunOnVirtualThread
@Transactional
class OnlineResource {
    private final Aliases aliases;
    private final FeedbackBook feedback;

    OnlineResource(Aliases aliases, FeedbackBook feedback) {
        this.aliases = aliases;
        this.feedback = feedback;
    }

    @GET
    @Operation(summary = "How what is served does in live traffic, criterion by criterion")
    public OnlineView online(String task) {
        TaskName name = Parameters.task(task);
        AliasState alias = aliases.find(name)
                .orElseThrow(() -> new RequestRefused(
                        ALIAS_UNKNOWN,
                        "task " + name + " has no alias yet",
                        "It gets one with its first gate decision."));
        return new OnlineView(
                name.value(),
                alias.servedAdapter(),
                alias.stableSince(),
                Watch.of(name, alias.stableSince()).stream().map(Watch::view).toList(),
                new OnlineView.FeedbackView(feedback.count(name, true), feedback.count(name, false)));
    }
}
