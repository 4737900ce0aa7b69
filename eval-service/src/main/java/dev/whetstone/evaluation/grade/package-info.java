/**
 * Graders: one question each about an output, answered with passed, score and evidence, or not at all. Deterministic; a grader that cannot
 * answer says so and never scores. Emits nothing.
 */
package dev.whetstone.evaluation.grade;
