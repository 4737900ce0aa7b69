/**
 * Alerts from outside: Alertmanager's webhook (Grafana's too) with a bearer token, only listed alert names, each alert once. Emits
 * {@code RetrainingAlerted}; whether it becomes a job is training-service's policy.
 */
package dev.whetstone.evaluation.intake;
