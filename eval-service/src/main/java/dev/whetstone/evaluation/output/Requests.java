package dev.whetstone.evaluation.output;

import dev.whetstone.contracts.Digest;
import dev.whetstone.evaluation.gateway.BaseModel;
import dev.whetstone.evaluation.suite.HeldSchema;
import dev.whetstone.evaluation.suite.Message;
import dev.whetstone.inference.v1.GenerateRequest;
import dev.whetstone.inference.v1.OutputFormat;

import java.util.List;

/** Planned answers as the gateway's requests. */
final class Requests {
    private Requests() {}

    /** An adapter is asked for by digest, so that an alias that moves cannot change what is measured. */
    static GenerateRequest of(BaseModel base, Planned planned) {
        GenerateRequest.Builder request = GenerateRequest.newBuilder()
                .setModel(planned.adapter().map(Digest::value).orElse(base.name()))
                .setSampling(sampling(planned))
                .setEvaluation(true);
        planned.schema().map(HeldSchema::text).map(Requests::held).ifPresent(request::setOutputFormat);
        planned.messages().forEach(message -> request.addMessages(message(message)));
        return request.build();
    }

    private static dev.whetstone.inference.v1.Message message(Message message) {
        return dev.whetstone.inference.v1.Message.newBuilder()
                .setRole(message.role())
                .setContent(message.content())
                .build();
    }

    private static OutputFormat held(String schema) {
        return OutputFormat.newBuilder().setJsonSchema(schema).build();
    }

    /** Held output ends where its value does; a stop text could cut it, and the gateway refuses one. */
    private static List<String> stop(Planned planned) {
        return planned.schema().isPresent() ? List.of() : planned.sampling().stop();
    }

    private static dev.whetstone.inference.v1.Sampling sampling(Planned planned) {
        return dev.whetstone.inference.v1.Sampling.newBuilder()
                .setTemperature((float) planned.sampling().temperature())
                .setTopP((float) planned.sampling().topP())
                .setTopK(planned.sampling().topK())
                .setSeed(planned.sampling().seed(planned.repeat()))
                .setMaxTokens(planned.sampling().maxTokens())
                .addAllStop(stop(planned))
                .build();
    }
}
