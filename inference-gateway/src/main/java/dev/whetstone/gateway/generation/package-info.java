/**
 * Turns a request into text: checks it, finds what answers it, queues it, watches its deadline and its caller, and says what answered.
 * The gRPC edge is here; the HTTP edge of {@code openai} uses the same core. Emits no events.
 */
package dev.whetstone.gateway.generation;
