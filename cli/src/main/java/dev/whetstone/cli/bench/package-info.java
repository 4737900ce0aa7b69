/**
 * {@code whetstone bench}: how fast the engine trains and serves, beside what a user would run instead. Each figure is one JSON line;
 * rivals are Python scripts under {@code bench/rivals}, started as processes of their own and in turn with ours.
 */
package dev.whetstone.cli.bench;
