/**
 * The base model and the adapters in this replica's memory: loads and verifies them in the background, counts who uses an adapter, and
 * frees it when nobody does. Knows digests, not names.
 */
package dev.whetstone.gateway.model;
