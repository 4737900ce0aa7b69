/** A backup of a stack in the middle of its life, restored into an empty one that goes on. */
package dev.whetstone.system.backup;
