/**
 * What a JSON Schema allows, as a grammar of shapes. What it says beyond that is refused by name, with its place: output that is held to
 * half a schema would be taken for output held to all of it.
 */
package dev.whetstone.engine.constrain.schema;
