/** The service's edge: its error codes, limits of bodies, keys and the artifact store. */
package dev.whetstone.dataset.edge;
