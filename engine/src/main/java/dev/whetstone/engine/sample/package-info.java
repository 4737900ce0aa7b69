/** A model small enough to try a service, a worker or an installation with when no real one is at hand. */
package dev.whetstone.engine.sample;
