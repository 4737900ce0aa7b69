/**
 * training-service: queues training jobs on evidence, claims their runs by lease, launches workers and watches them.
 * It owns jobs, runs, attempts and adapters, and can read neither test nor regression samples.
 */
package dev.whetstone.training;
