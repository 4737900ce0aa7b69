/**
 * Does an adapter replace what is served? Takes candidates from {@code TrainingSucceeded}, has a gateway serve them beside stable, runs
 * the same eval, gives the verdict and moves the alias. Emits {@code EvaluationCompleted} and {@code AdapterJudged}.
 */
package dev.whetstone.evaluation.judge;
