package dev.whetstone.evaluation.alias;

import java.util.OptionalLong;

/** A request to serve again what was served before. */
record RollBack(OptionalLong expectedRevision, String reason) {}
