/** What the HTTP answers of this service have of their own: its error codes, and reasons that stay on record. */
package dev.whetstone.evaluation.edge;
