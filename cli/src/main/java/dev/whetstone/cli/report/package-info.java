/**
 * The report of a loop: what the services say, gathered into one value, written as JSON and as one HTML page that needs nothing else, no script,
 * no network. Model outputs are shown as text and never as markup.
 */
package dev.whetstone.cli.report;
