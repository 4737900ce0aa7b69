package dev.whetstone.gateway.routing;

import dev.whetstone.contracts.TaskName;

/** Under which serving state a request was answered by a task's stable model. */
public record StableTraffic(TaskName task, long revision, double sampledShare) {}
