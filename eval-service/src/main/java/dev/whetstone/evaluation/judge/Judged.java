package dev.whetstone.evaluation.judge;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.evaluation.CriterionScore;
import dev.whetstone.contracts.evaluation.Verdict;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.evaluation.decide.Rate;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A verdict with its evidence, ready to be recorded.
 *
 * @param comparedWith what was served when the candidate was measured; recording is refused when that has changed
 * @param schema text of the schema that the candidate was held to, and is served under if it is promoted
 * @param scores empty when the adapter could not be measured
 * @param rates of the candidate, by criterion
 */
record Judged(
        Verdict verdict,
        List<String> reasons,
        Optional<ServedModel> comparedWith,
        Optional<String> schema,
        List<CriterionScore> scores,
        Map<String, Rate> rates,
        String summary,
        ArtifactRef report,
        ArtifactRef summaryArtifact) {}
