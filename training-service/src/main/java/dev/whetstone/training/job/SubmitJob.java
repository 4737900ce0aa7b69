package dev.whetstone.training.job;

import java.util.List;
import java.util.Optional;

/**
 * Body of {@code POST /v1/tasks/{task}/jobs}.
 *
 * @param dataset a version's digest; empty: the newest
 * @param seeds empty: the recipe's
 */
public record SubmitJob(Optional<String> dataset, Optional<List<Long>> seeds) {

    public SubmitJob {
        dataset = dataset == null ? Optional.empty() : dataset;
        seeds = seeds == null ? Optional.empty() : seeds;
    }
}
