package dev.whetstone.evaluation.alert;

/** A request to close an alert by hand. */
record CloseAlert(String reason) {}
