/**
 * Generation: one thread a model decodes all running requests together, each with the base or with an adapter of its own.
 * Requests wait in a bounded queue; cancel, deadline and stop take effect within one token.
 */
package dev.whetstone.engine.generate;
