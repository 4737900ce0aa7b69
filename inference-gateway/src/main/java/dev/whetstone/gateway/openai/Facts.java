package dev.whetstone.gateway.openai;

import dev.whetstone.contracts.Digest;
import dev.whetstone.gateway.generation.Answer;
import dev.whetstone.gateway.proposal.Proposal;

import java.util.List;
import java.util.Optional;

/**
 * What OpenAI's shapes have no place for, under the key {@code whetstone}: what answered, and what the output proposes to do. A proposal
 * was not executed and must not be without the caller's own checks.
 */
record Facts(Digest baseDigest, Optional<Digest> adapterDigest, int batchSize, long seed, List<String> proposals) {

    static Facts of(Answer answer) {
        return new Facts(
                answer.base(),
                answer.adapter(),
                answer.batchSize(),
                answer.seed(),
                answer.proposals().stream().map(Proposal::label).toList());
    }
}
