package dev.whetstone.gateway.generation;

import dev.whetstone.contracts.Digest;
import dev.whetstone.gateway.proposal.Proposal;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A finished completion and what produced it.
 *
 * @param cut whether a limit ended it, and not the model or a stop string
 * @param proposals what the text would do if somebody executed it; nobody here does
 * @param schema digest of the schema's text that it was held to; empty for free text
 * @param batchSize requests decoded together with it, itself included
 * @param probabilities of every token, the one that ended the turn included; empty when the caller did not ask for them
 */
public record Answer(
        RequestId id,
        String text,
        Digest base,
        Optional<Digest> adapter,
        boolean cut,
        int promptTokens,
        int completionTokens,
        long seed,
        Set<Proposal> proposals,
        Optional<Digest> schema,
        int batchSize,
        Optional<List<TokenProbability>> probabilities) {}
