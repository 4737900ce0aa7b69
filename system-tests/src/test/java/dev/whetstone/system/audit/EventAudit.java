package dev.whetstone.system.audit;

import java.util.List;
import java.util.stream.Stream;

/**
 * Whether every event was told and taken in exactly once.
 *
 * @param committed facts in the outboxes
 * @param told events on the topics, each counted once
 * @param deliveries events times their subscribers
 * @param redeliveries records that repeat an earlier one, which an inbox makes harmless
 */
public record EventAudit(int committed, int told, int deliveries, int redeliveries, List<Finding> findings) {

    public EventAudit {
        findings = List.copyOf(findings);
    }

    public static EventAudit of(Trail trail) {
        int told =
                (int) trail.records().stream().map(TopicRecord::id).distinct().count();
        return new EventAudit(
                trail.outbox().size(),
                told,
                DeliveryAudit.deliveries(trail),
                trail.records().size() - told,
                Stream.concat(PublicationAudit.of(trail).stream(), DeliveryAudit.of(trail).stream())
                        .toList());
    }
}
