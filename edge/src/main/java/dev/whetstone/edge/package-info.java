/**
 * What every HTTP edge shares: {@link dev.whetstone.edge.RequestRefused} and the body it becomes, strict JSON, the guard against
 * ambiguous paths. A service names its own errors by implementing {@link dev.whetstone.edge.ErrorCode}. Emits no events.
 */
package dev.whetstone.edge;
