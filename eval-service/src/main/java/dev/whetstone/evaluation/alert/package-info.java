/**
 * Alerts, from the regression that opens one to the promotion or the person that closes it: rows, a gauge, a webhook that is told until
 * it answers. Emits {@code RegressionDetected} and {@code RegressionCleared}.
 */
package dev.whetstone.evaluation.alert;
