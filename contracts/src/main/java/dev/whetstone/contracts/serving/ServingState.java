package dev.whetstone.contracts.serving;

import dev.whetstone.contracts.Event;

/** Topic {@code whetstone.serving.state.v1}, compacted: the last fact of a task is what its alias means now. Written by eval-service. */
public sealed interface ServingState extends Event permits ServingChanged {}
