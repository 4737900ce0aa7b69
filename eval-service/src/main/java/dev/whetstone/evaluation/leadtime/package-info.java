/**
 * How long it takes from an event to the adapter that serves because of it: {@code event_to_serving_seconds}. Kept as rows, because the
 * beginning and the end are hours and restarts apart.
 */
package dev.whetstone.evaluation.leadtime;
