package dev.whetstone.evaluation.regression;

/** A request to close an alert by hand. */
record CloseAlert(String reason) {}
