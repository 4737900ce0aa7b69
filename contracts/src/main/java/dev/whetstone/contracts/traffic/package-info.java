/** Samples of live answers and callers' feedback, for scoring. */
package dev.whetstone.contracts.traffic;
