package dev.whetstone.evaluation.judge;

import java.time.Duration;

/** Whether a candidate can be measured now. */
sealed interface Admission {
    /** A gateway answers with it. */
    record Served() implements Admission {}

    record NotYet(Duration pause, String reason) implements Admission {}

    /** No gateway will serve it: it cannot replace anything. */
    record Refused(String reason) implements Admission {}
}
