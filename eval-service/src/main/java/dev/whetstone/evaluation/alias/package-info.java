/**
 * What {@code task@stable} and {@code task@candidate} mean: one row a task, moved by compare-and-set on its revision, every move
 * kept. Emits {@code ServingChanged} in the transaction of the move.
 */
package dev.whetstone.evaluation.alias;
