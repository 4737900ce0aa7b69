package dev.whetstone.evaluation.definition;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Instant;

/** An eval as the API shows it, every default written out. */
record EvalView(String task, String digest, Instant definedAt, JsonNode definition) {}
