/** Facts of dataset-service: versions published or rejected, regression samples added. */
package dev.whetstone.contracts.dataset;
