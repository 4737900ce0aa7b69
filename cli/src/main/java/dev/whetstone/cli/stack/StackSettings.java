package dev.whetstone.cli.stack;

import java.net.URI;
import java.util.Optional;

/**
 * What a person may choose about a stack.
 *
 * @param baseModelName what requests call the base model
 * @param webhook told about regressions
 */
public record StackSettings(String baseModelName, Optional<URI> webhook) {}
