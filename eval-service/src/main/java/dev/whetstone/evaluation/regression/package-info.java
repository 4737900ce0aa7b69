/**
 * Live output of what is stable: sampled answers are graded, alarms are kept by criterion, and a raised one takes the alias back,
 * opens an alert and proposes regression samples. Emits {@code RegressionDetected}, {@code RegressionSamplesProposed} and
 * {@code RegressionCleared}.
 */
package dev.whetstone.evaluation.regression;
