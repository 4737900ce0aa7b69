/**
 * The network over libtorch: weights, rotary positions, attention, key-value cache, adapters beside the frozen matrices.
 * Internal to the engine: no tensor leaves the module, and every native allocation lives in a scope that is closed.
 */
package dev.whetstone.engine.torch;
