package dev.whetstone.gateway.generation;

import dev.whetstone.engine.ChatMessage;
import dev.whetstone.gateway.routing.StableTraffic;
import dev.whetstone.messaging.TraceParent;

import java.util.List;

/**
 * A question that a task's stable model answered for a live caller.
 *
 * @param trace of the answer
 */
public record CompletedExchange(StableTraffic traffic, List<ChatMessage> messages, Answer answer, TraceParent trace) {}
