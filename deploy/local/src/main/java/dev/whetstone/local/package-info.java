/**
 * Kafka and PostgreSQL on the loopback interface of one machine: for the demo, local work and tests. Each node keeps everything in
 * one directory, can be a process of its own, and starts again from what a killed one left behind.
 */
package dev.whetstone.local;
