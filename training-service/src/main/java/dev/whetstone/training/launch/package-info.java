/** Starts workers for claimed runs and watches them: a dead one is replaced, a living one keeps its lease, a fenced one is stopped. */
package dev.whetstone.training.launch;
