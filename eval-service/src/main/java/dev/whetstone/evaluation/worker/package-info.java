/**
 * The workers of evaluations: they claim a row, keep its lease, have its kind's {@link dev.whetstone.evaluation.worker.Procedure} do one
 * attempt, and write down what became of it.
 */
package dev.whetstone.evaluation.worker;
