/**
 * Evaluations as rows that leased workers run: queued by events and requests, claimed one by one, continued by another worker when
 * theirs dies. What a run does is its kind's {@link dev.whetstone.evaluation.run.Procedure}.
 */
package dev.whetstone.evaluation.run;
