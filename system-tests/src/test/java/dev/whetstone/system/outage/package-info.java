/** The real processes without their servers, and on ports that are taken. */
package dev.whetstone.system.outage;
