/** Facts of training-service (jobs) and of its workers (progress of one attempt). */
package dev.whetstone.contracts.training;
