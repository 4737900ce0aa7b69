/** What is measured, written and shown: {@code docs/metrics.md}, {@code deploy/monitoring} and what the services really tell are held together. */
package dev.whetstone.system.monitoring;
