/**
 * The loop under fire: a whole stack whose processes are killed at random moments, made whole again each time, and audited when the
 * verdict is there. {@code KilledLoop} is the program, {@code system-tests/kill-loop} starts it.
 */
package dev.whetstone.system.kill;
