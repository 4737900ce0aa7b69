/**
 * What the services tell each other: events, the topics that carry them, and the values both are made of.
 * Every event's JSON is fixed by a schema and a golden file; a released file parses for ever.
 */
package dev.whetstone.contracts;
