/**
 * From the name in a request to what answers it. Follows the compacted serving state; an alias moves only when what it points at is
 * resident. Emits AdapterServed, AdapterRefused and AdapterEvicted.
 */
package dev.whetstone.gateway.routing;
