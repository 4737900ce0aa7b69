/** The sealing keys of a deployment: one pair for eval-service, one for dataset-service. */
package dev.whetstone.cli.keys;
