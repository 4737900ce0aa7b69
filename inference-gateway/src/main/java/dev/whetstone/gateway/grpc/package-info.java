/**
 * The gRPC edge: {@code whetstone.inference.v1.InferenceService} on a server of its own, because there a caller's cancel and deadline reach
 * the service; limits of that server; its health. Emits no events itself.
 */
package dev.whetstone.gateway.grpc;
