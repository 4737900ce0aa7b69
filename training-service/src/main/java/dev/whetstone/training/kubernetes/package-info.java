/**
 * Workers as Kubernetes Jobs: one Job for each attempt, named after it, from a template that an operator can replace. Only this package
 * speaks with the cluster.
 */
package dev.whetstone.training.kubernetes;
