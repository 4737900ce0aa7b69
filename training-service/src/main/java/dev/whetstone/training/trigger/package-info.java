/** Jobs that events start: debounce, cooldown, one at a time for each task, a daily cap. */
package dev.whetstone.training.trigger;
