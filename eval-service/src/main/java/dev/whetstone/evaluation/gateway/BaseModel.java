package dev.whetstone.evaluation.gateway;

import dev.whetstone.contracts.Digest;

/** The model under every adapter: the name that a request uses and the digest of its directory. */
public record BaseModel(String name, Digest digest) {}
