package dev.whetstone.system.broken.training;

/** What another service keeps to itself. */
public record Job(String name) {}
