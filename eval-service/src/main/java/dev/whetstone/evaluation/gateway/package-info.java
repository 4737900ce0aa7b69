/** The inference gateway over gRPC: generations for evaluations, and what the gateway says about its models. */
package dev.whetstone.evaluation.gateway;
