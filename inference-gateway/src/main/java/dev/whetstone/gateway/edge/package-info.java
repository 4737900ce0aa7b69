/**
 * What every edge of the gateway shares: the codes of refused requests and their gRPC and HTTP forms, the guard against ambiguous paths,
 * and whether this replica is ready. Emits no events.
 */
package dev.whetstone.gateway.edge;
