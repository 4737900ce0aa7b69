/** What eval-service knows of dataset versions: that they were published, and the sealed splits that only it can open. */
package dev.whetstone.evaluation.dataset;
