package dev.whetstone.contracts.evaluation;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;
import dev.whetstone.contracts.TaskName;

import java.util.List;
import java.util.UUID;

/**
 * A candidate was held against every baseline, what is served and the regression set.
 *
 * @param job the training job it came from
 * @param reasons sentences for a person, the decisive one first
 */
public record AdapterJudged(
        TaskName task,
        UUID job,
        Digest adapter,
        Digest dataset,
        Digest eval,
        Verdict verdict,
        List<String> reasons,
        ArtifactRef report)
        implements EvaluationEvent {

    public AdapterJudged {
        Require.present("task", task);
        Require.present("job", job);
        Require.present("adapter", adapter);
        Require.present("dataset", dataset);
        Require.present("eval", eval);
        Require.present("verdict", verdict);
        reasons = Require.copy("reasons", reasons);
        Require.present("report", report);
    }
}
