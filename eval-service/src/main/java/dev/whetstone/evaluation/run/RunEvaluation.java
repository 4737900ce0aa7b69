package dev.whetstone.evaluation.run;

import java.util.Optional;

/**
 * A request for a gate evaluation.
 *
 * @param dataset digest of a version; absent for the newest
 */
record RunEvaluation(Optional<String> dataset) {}
