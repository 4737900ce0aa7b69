/** Checks of one row's content, and the report that tells what all checks found. */
package dev.whetstone.dataset.quality;
