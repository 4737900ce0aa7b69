package dev.whetstone.evaluation.output;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.evaluation.suite.HeldSchema;
import dev.whetstone.evaluation.suite.Message;

import java.util.List;
import java.util.Optional;

/** Names one answer by model, messages, sampling and repeat: two evaluations that ask for the same share it. */
public record ResultKey(Digest digest) {

    static ResultKey of(Digest base, Planned planned) {
        Material material = new Material(
                base,
                planned.adapter(),
                planned.messages(),
                planned.sampling().digest(),
                planned.repeat(),
                planned.schema().map(HeldSchema::digest));
        try {
            return new ResultKey(Digest.of(EventJson.mapper().writeValueAsBytes(material)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result key cannot be written as JSON", e);
        }
    }

    /** Components are written in this order for ever: changing it forgets every stored answer. */
    private record Material(
            Digest base,
            Optional<Digest> adapter,
            List<Message> messages,
            Digest sampling,
            int repeat,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Digest> schema) {}
}
