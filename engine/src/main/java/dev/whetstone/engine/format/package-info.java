/**
 * Model files: safetensors (mapped, sharded, written), GGUF (read, its blocks made plain again) and {@code config.json}.
 * Whatever comes from outside is checked in full before a byte of it is used; what does not fit ends in a
 * {@link dev.whetstone.engine.format.ModelFormatException} that names file, place, finding and remedy.
 */
package dev.whetstone.engine.format;
