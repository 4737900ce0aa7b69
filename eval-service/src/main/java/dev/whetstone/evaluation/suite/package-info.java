/**
 * A task's eval as a value: prompts, shots, graders, criteria with their targets, sampling. Read strictly from JSON, named by a digest,
 * and able to build the messages of any arm and variant. Emits nothing.
 */
package dev.whetstone.evaluation.suite;
