/**
 * A grammar of shapes as an automaton over bytes: a stack of frames for each way in which the bytes so far can be read, and states made only
 * when a byte leads to them (Thompson 1968 for the set of readings, Willard and Louf 2023 for guiding generation with it).
 */
package dev.whetstone.engine.constrain.automaton;
