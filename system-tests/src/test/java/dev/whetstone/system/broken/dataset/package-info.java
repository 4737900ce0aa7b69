/** Breaks a rule on purpose. */
package dev.whetstone.system.broken.dataset;
