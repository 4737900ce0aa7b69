package dev.whetstone.evaluation.alias;

/** Fired inside the move's transaction to the features that keep something about what is served. */
public record AliasMoved(AliasState before, AliasState after, MoveAction action, String reason) {}
