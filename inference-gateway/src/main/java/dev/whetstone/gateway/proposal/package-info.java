/**
 * Marks output that reads like an action. Nothing here, or anywhere in the gateway, executes one: permissions, simulation and confirmation
 * stay with the caller.
 */
package dev.whetstone.gateway.proposal;
