package dev.whetstone.system.broken.dataset;

import dev.whetstone.system.broken.training.Job;

/** Breaks: a service never depends on another. */
public record AsksAnotherService(Job job) {}
