package dev.whetstone.evaluation.definition;

import dev.whetstone.contracts.TaskName;
import dev.whetstone.evaluation.suite.EvalDefinition;

/** Fired inside the transaction that makes a definition the current one. */
public record EvalDefined(TaskName task, EvalDefinition eval) {}
