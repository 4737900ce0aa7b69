/**
 * Arithmetic of a transformer on the processor, with vector instructions, over plain arrays and native memory: products by
 * bfloat16 matrices, norms, rotations, attention, low-rank updates, and the threads that share them. Knows no tensor and no model.
 */
package dev.whetstone.engine.vector;
