package dev.whetstone.system.broken.evaluation;

/** Breaks: a name that says what the type is. */
public final class OrderManager {}
