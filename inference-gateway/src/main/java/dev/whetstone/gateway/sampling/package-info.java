/**
 * Live traffic as evidence: publishes a share of what stable models answered, sealed so that only eval-service can read it, and callers'
 * feedback. Never slows or fails a request. Emits OutputSampled and FeedbackGiven.
 */
package dev.whetstone.gateway.sampling;
