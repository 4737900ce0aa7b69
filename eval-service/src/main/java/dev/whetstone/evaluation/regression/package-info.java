/**
 * Live output of what is stable: sampled answers are graded, alarms are kept by criterion, and a raised one takes the alias back, opens
 * an alert and proposes what failed for the regression split. Emits {@code RegressionSamplesProposed}.
 */
package dev.whetstone.evaluation.regression;
