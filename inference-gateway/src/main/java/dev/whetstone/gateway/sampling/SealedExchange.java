package dev.whetstone.gateway.sampling;

import dev.whetstone.artifacts.PublicSealingKey;
import dev.whetstone.artifacts.SealedArtifacts;
import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.contracts.traffic.OutputSampled;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.gateway.generation.Answer;
import dev.whetstone.gateway.generation.CompletedExchange;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Turns an exchange into a fact: the words go into an artifact sealed to eval-service, the event names only its digest. */
final class SealedExchange {

    /** JSON of the artifact. */
    private record Content(List<ChatMessage> messages, String output) {}

    private final SealedArtifacts artifacts;
    private final PublicSealingKey recipient;

    SealedExchange(SealedArtifacts artifacts, PublicSealingKey recipient) {
        this.artifacts = artifacts;
        this.recipient = recipient;
    }

    OutputSampled seal(CompletedExchange exchange) {
        Answer answer = exchange.answer();
        ArtifactRef content = artifacts.seal(
                new ByteArrayInputStream(json(new Content(exchange.messages(), answer.text()))), recipient);
        return new OutputSampled(
                exchange.traffic().task(),
                answer.id().value(),
                answer.base(),
                answer.adapter(),
                exchange.traffic().revision(),
                content,
                answer.promptTokens(),
                answer.completionTokens());
    }

    private static byte[] json(Content content) {
        try {
            return EventJson.mapper().writeValueAsBytes(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
