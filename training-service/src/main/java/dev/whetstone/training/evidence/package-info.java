/**
 * What others said and a job must be able to cite: published dataset versions (train and validation only) and tuning decisions.
 * Consumes dataset and evaluation events.
 */
package dev.whetstone.training.evidence;
