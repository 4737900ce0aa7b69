/**
 * Evaluations as rows: queued by events and requests without doubles, claimed under a lease with a fence, continued by another worker
 * when theirs dies, shown over HTTP.
 */
package dev.whetstone.evaluation.run;
