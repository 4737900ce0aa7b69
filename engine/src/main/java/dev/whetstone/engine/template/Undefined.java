package dev.whetstone.engine.template;

/** A name or attribute that is not there: prints as nothing, counts as false, and fails when anything is asked of it. */
record Undefined(String name) {}
