package dev.whetstone.contracts.traffic;

import dev.whetstone.contracts.Event;

/** Topic {@code whetstone.traffic.samples.v1}, written by inference-gateway. */
public sealed interface TrafficEvent extends Event permits OutputSampled, FeedbackGiven {

    String requestId();
}
