/** Errors, the guard against ambiguous paths, strict JSON and health: what every request and probe meets first. */
package dev.whetstone.training.edge;
