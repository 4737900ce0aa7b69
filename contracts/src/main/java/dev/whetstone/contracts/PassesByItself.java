package dev.whetstone.contracts;

/**
 * A failure that is gone when the same is tried again later, without anybody changing the event or the program: something needed is away.
 * Consumers try such a delivery again until it works, and count no attempt for it.
 */
public interface PassesByItself {}
