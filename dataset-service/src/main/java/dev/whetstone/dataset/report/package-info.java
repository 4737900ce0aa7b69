/** The quality report: what every check found, how the rows were split, how they are distributed; named by a hash of its content. */
package dev.whetstone.dataset.report;
