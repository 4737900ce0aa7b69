/** The service's edge: error codes and their mapper, the path guard, body limits, strict JSON, keys and the artifact store. */
package dev.whetstone.dataset.edge;
