/** A store for tests of what uses one. */
package dev.whetstone.artifacts.sample;
