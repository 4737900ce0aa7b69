package dev.whetstone.training.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.contracts.TaskName;
import dev.whetstone.engine.train.CurvePoint;
import dev.whetstone.engine.train.LoraRecipe;

import java.util.List;
import java.util.UUID;

/**
 * What an adapter was made of, so that anybody can tell later: settings, data, base, engine and the curve.
 *
 * @param train digest of the split's bytes, as are the other digests
 * @param health what the trainer thinks of the curve
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
        int trainRows,
        int validationRows,
        LoraRecipe recipe,
        long seed,
        String engine,
        Digest adapter,
        long bestStep,
        double validationLoss,
        boolean stoppedEarly,
        String health,
        List<CurvePoint> curve) {

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
