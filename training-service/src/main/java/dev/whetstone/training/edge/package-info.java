/** The errors of this service, how its columns are written, and the time of day. */
package dev.whetstone.training.edge;
