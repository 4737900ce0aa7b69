/** A real Prometheus and a real Alertmanager beside the packaged services: an alert that fires leads to a retraining. */
package dev.whetstone.system.alert;
