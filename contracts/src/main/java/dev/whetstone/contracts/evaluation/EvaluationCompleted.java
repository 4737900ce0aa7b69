package dev.whetstone.contracts.evaluation;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Every item of an eval was generated and graded for some arms of one model.
 *
 * @param eval digest of the eval's definition: prompts, shots, graders, criteria with targets, sampling
 * @param dataset the dataset version
 * @param adapter empty when the base was measured
 * @param report item by item results, JSON
 */
public record EvaluationCompleted(
        TaskName task,
        UUID evaluation,
        Digest eval,
        Digest dataset,
        Digest base,
        Optional<Digest> adapter,
        List<CriterionScore> scores,
        ArtifactRef report)
        implements EvaluationEvent {

    public EvaluationCompleted {
        Require.present("task", task);
        Require.present("evaluation", evaluation);
        Require.present("eval", eval);
        Require.present("dataset", dataset);
        Require.present("base", base);
        Require.present("adapter", adapter);
        scores = Require.copy("scores", scores);
        Require.present("report", report);
    }
}
