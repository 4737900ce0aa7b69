package dev.whetstone.evaluation.verdict;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.evaluation.Verdict;
import dev.whetstone.evaluation.decide.Rate;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A verdict as the API shows it.
 *
 * @param rates by criterion, of the adapter on the test split
 */
record VerdictView(
        UUID evaluation,
        String task,
        UUID job,
        Digest adapter,
        Digest dataset,
        Digest eval,
        Verdict verdict,
        List<String> reasons,
        Map<String, Rate> rates,
        Digest report,
        Instant judgedAt) {}
