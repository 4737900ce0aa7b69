/** A copy of a running stack, and a new stack made of one. */
package dev.whetstone.cli.backup;
