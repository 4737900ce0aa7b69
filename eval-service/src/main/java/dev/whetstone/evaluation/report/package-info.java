/**
 * What an evaluation leaves behind, item by item: outputs with their gradings, and the way from there to the numbers that decisions rest on.
 * Plain records with a JSON form. Emits nothing.
 */
package dev.whetstone.evaluation.report;
