/** One turn of the loop as its spans and logs tell it, and that they tell nothing of what was asked or answered. */
package dev.whetstone.system.trace;
