/** An upload as it arrives: cut into lines with bounded memory, checked row by row, kept in a private file until its version is made. */
package dev.whetstone.dataset.ingest;
