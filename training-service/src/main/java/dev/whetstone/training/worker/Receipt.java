package dev.whetstone.training.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.engine.train.TrainingReceipt;

import java.util.UUID;

/**
 * What an adapter was made of, so that anybody can tell later: whose it is and where everything lies, around the engine's own receipt.
 *
 * @param base that the tuning decision is about; {@code training} names the directory that was trained beside
 * @param train digest of the split's bytes, as are the other digests
 * @param adapter of the whole directory in the store
 * @param training settings, tokens, curve, verdict and probes, see docs/decisions/0029-training-receipts.md
 */
record Receipt(
        TaskName task,
        UUID job,
        UUID run,
        int attempt,
        Digest base,
        Digest dataset,
        Digest train,
        Digest validation,
        Digest adapter,
        TrainingReceipt training) {

    private static final ObjectMapper JSON = EventJson.mapper()
            .copy()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT);

    byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a receipt cannot be written", e);
        }
    }
}
