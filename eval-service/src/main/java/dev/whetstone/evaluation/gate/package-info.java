/** May a task be tuned? Runs the baselines, has the rules decide, and emits {@code EvaluationCompleted} and {@code TuningDecided}. */
package dev.whetstone.evaluation.gate;
