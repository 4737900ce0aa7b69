package dev.whetstone.gateway.openai;

import dev.whetstone.contracts.Digest;
import dev.whetstone.gateway.generation.Answer;
import dev.whetstone.gateway.proposal.Proposal;

import java.util.List;
import java.util.Optional;

/**
 * What OpenAI's shapes have no place for, under the key {@code whetstone}: what answered, whether the output was held to a schema, and what
 * it proposes to do. A proposal was not executed and must not be without the caller's own checks.
 */
record Facts(
        Digest baseDigest,
        Optional<Digest> adapterDigest,
        boolean constrained,
        Optional<Digest> schemaDigest,
        int batchSize,
        long seed,
        List<String> proposals) {

    static Facts of(Answer answer) {
        return new Facts(
                answer.base(),
                answer.adapter(),
                answer.schema().isPresent(),
                answer.schema(),
                answer.batchSize(),
                answer.seed(),
                answer.proposals().stream().map(Proposal::label).toList());
    }
}
