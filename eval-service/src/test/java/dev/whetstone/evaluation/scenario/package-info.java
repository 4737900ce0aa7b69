/** The whole service from event to event, on a real broker and database, with a gateway whose answers are scripted. */
package dev.whetstone.evaluation.scenario;
