/**
 * The statistics and the three decisions: may a task be tuned ({@link dev.whetstone.evaluation.decide.Gate}), does an adapter replace what is
 * served ({@link dev.whetstone.evaluation.decide.Judge}), has live output become worse ({@link dev.whetstone.evaluation.decide.Alarm}).
 * Plain functions of plain values; docs/decision-rules.md says the same in words. Emits nothing.
 */
package dev.whetstone.evaluation.decide;
