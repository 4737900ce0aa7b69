/** The registry of what has failed once: tested on and untrainable for ever. It only grows. */
package dev.whetstone.dataset.regression;
