package dev.whetstone.gateway.grpc;

import com.google.protobuf.ByteString;
import dev.whetstone.contracts.Digest;
import dev.whetstone.engine.ChatMessage;
import dev.whetstone.gateway.generation.Answer;
import dev.whetstone.gateway.generation.GenerateText;
import dev.whetstone.gateway.generation.OutputFormat;
import dev.whetstone.gateway.generation.RequestedPenalties;
import dev.whetstone.gateway.generation.RequestedSampling;
import dev.whetstone.gateway.generation.TokenProbability;
import dev.whetstone.gateway.proposal.Proposal;
import dev.whetstone.gateway.routing.ModelCard;
import dev.whetstone.inference.v1.Completion;
import dev.whetstone.inference.v1.FinishReason;
import dev.whetstone.inference.v1.GenerateRequest;
import dev.whetstone.inference.v1.Message;
import dev.whetstone.inference.v1.Model;
import dev.whetstone.inference.v1.ModelState;
import dev.whetstone.inference.v1.ProposalKind;
import dev.whetstone.inference.v1.Sampling;
import dev.whetstone.inference.v1.TokenLogprob;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Between the messages of the interface and the gateway's own records. */
final class GrpcMessages {

    private GrpcMessages() {}

    static GenerateText request(GenerateRequest request, Optional<Instant> deadline) {
        return new GenerateText(
                request.getModel(),
                turns(request.getMessagesList()),
                sampling(request.getSampling()),
                request.getEvaluation(),
                GenerateText.task(request.getTask()),
                format(request.getOutputFormat()),
                deadline);
    }

    /** Empty when none is named. */
    static Optional<OutputFormat> format(dev.whetstone.inference.v1.OutputFormat asked) {
        return switch (asked.getFormatCase()) {
            case TEXT -> Optional.of(new OutputFormat.PlainText());
            case JSON_OBJECT -> Optional.of(new OutputFormat.AnyObject("output_format.json_object"));
            case JSON_SCHEMA ->
                Optional.of(new OutputFormat.JsonSchema("output_format.json_schema", asked.getJsonSchema()));
            case FORMAT_NOT_SET -> Optional.empty();
        };
    }

    static List<ChatMessage> turns(List<Message> messages) {
        List<ChatMessage> turns = new ArrayList<>();
        for (Message message : messages) {
            turns.add(GenerateText.turn(turns.size(), message.getRole(), message.getContent()));
        }
        return turns;
    }

    private static RequestedSampling sampling(Sampling asked) {
        return new RequestedSampling(
                number(asked.hasTemperature(), asked.getTemperature()),
                number(asked.hasTopP(), asked.getTopP()),
                asked.hasTopK() ? OptionalInt.of(asked.getTopK()) : OptionalInt.empty(),
                number(asked.hasMinP(), asked.getMinP()),
                new RequestedPenalties(
                        number(asked.hasRepetitionPenalty(), asked.getRepetitionPenalty()),
                        number(asked.hasPresencePenalty(), asked.getPresencePenalty()),
                        number(asked.hasFrequencyPenalty(), asked.getFrequencyPenalty())),
                asked.getLogitBiasMap().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> (double) entry.getValue())),
                asked.hasSeed() ? OptionalLong.of(asked.getSeed()) : OptionalLong.empty(),
                asked.hasMaxTokens() ? OptionalInt.of(asked.getMaxTokens()) : OptionalInt.empty(),
                asked.getStopList(),
                asked.hasTopLogprobs() ? OptionalInt.of(asked.getTopLogprobs()) : OptionalInt.empty());
    }

    private static OptionalDouble number(boolean given, double value) {
        return given ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    static List<TokenLogprob> tokens(List<TokenProbability> tokens) {
        return tokens.stream().map(GrpcMessages::token).toList();
    }

    private static TokenLogprob token(TokenProbability token) {
        return TokenLogprob.newBuilder()
                .setTokenId(token.id())
                .setText(token.text())
                .setBytes(ByteString.copyFrom(token.bytes()))
                .setLogprob(token.logProbability())
                .addAllTop(tokens(token.likeliest()))
                .build();
    }

    static Completion completion(Answer answer) {
        return Completion.newBuilder()
                .setRequestId(answer.id().value())
                .setBaseDigest(answer.base().value())
                .setAdapterDigest(answer.adapter().map(Digest::value).orElse(""))
                .setFinishReason(answer.cut() ? FinishReason.FINISH_REASON_LENGTH : FinishReason.FINISH_REASON_STOP)
                .setPromptTokens(answer.promptTokens())
                .setCompletionTokens(answer.completionTokens())
                .setSeed(answer.seed())
                .addAllProposals(
                        answer.proposals().stream().map(GrpcMessages::kind).toList())
                .setBatchSize(answer.batchSize())
                .setConstrained(answer.schema().isPresent())
                .setSchemaDigest(answer.schema().map(Digest::value).orElse(""))
                .build();
    }

    private static ProposalKind kind(Proposal proposal) {
        return switch (proposal) {
            case TOOL_CALL -> ProposalKind.PROPOSAL_KIND_TOOL_CALL;
            case TRANSACTION -> ProposalKind.PROPOSAL_KIND_TRANSACTION;
        };
    }

    static Model model(ModelCard card, int contextLength) {
        return Model.newBuilder()
                .setName(card.name())
                .setBaseDigest(card.base().value())
                .setAdapterDigest(card.adapter().map(Digest::value).orElse(""))
                .setState(state(card.readiness()))
                .setRefusal(card.refusal().orElse(""))
                .setRevision(card.revision())
                .setContextLength(contextLength)
                .setSchemaDigest(card.schema().map(Digest::value).orElse(""))
                .build();
    }

    private static ModelState state(ModelCard.Readiness readiness) {
        return switch (readiness) {
            case LOADING -> ModelState.MODEL_STATE_LOADING;
            case READY -> ModelState.MODEL_STATE_READY;
            case REFUSED -> ModelState.MODEL_STATE_REFUSED;
        };
    }
}
