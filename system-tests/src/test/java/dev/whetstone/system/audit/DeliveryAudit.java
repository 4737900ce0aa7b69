package dev.whetstone.system.audit;

import static dev.whetstone.system.audit.Finding.Kind.DEAD;
import static dev.whetstone.system.audit.Finding.Kind.DOUBLED;
import static dev.whetstone.system.audit.Finding.Kind.INVENTED;
import static dev.whetstone.system.audit.Finding.Kind.LOST;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** From the topics to the inboxes: every subscriber has taken in every event once, and given up on none. */
final class DeliveryAudit {

    private final Trail trail;
    private final List<Finding> findings = new ArrayList<>();

    private DeliveryAudit(Trail trail) {
        this.trail = trail;
    }

    static List<Finding> of(Trail trail) {
        DeliveryAudit audit = new DeliveryAudit(trail);
        Subscription.ALL.forEach(audit::check);
        audit.checkStrangers();
        trail.dead().forEach(record -> audit.add(DEAD, record.toString()));
        return audit.findings;
    }

    /** Events that a subscriber had to take in, with those that had been told more than once counted once. */
    static int deliveries(Trail trail) {
        return Subscription.ALL.stream()
                .mapToInt(subscription -> wanted(trail, subscription).size())
                .sum();
    }

    private void check(Subscription subscription) {
        Map<String, TopicRecord> wanted = wanted(trail, subscription);
        List<String> taken = trail.inbox().stream()
                .filter(subscription::owns)
                .map(InboxRow::id)
                .toList();
        Set<String> distinct = new LinkedHashSet<>();
        taken.stream()
                .filter(id -> !distinct.add(id))
                .forEach(id -> add(DOUBLED, "taken in twice by " + subscription + ": event " + id));
        wanted.values().stream()
                .filter(record -> !distinct.contains(record.id()))
                .forEach(record -> add(LOST, "not taken in by " + subscription + ": " + record));
        distinct.stream()
                .filter(id -> !wanted.containsKey(id))
                .forEach(id -> add(INVENTED, "taken in by " + subscription + ", but not on its topic: event " + id));
    }

    private static Map<String, TopicRecord> wanted(Trail trail, Subscription subscription) {
        return trail.records().stream()
                .filter(subscription::wants)
                .collect(Collectors.toMap(TopicRecord::id, record -> record, (first, _) -> first, LinkedHashMap::new));
    }

    private void checkStrangers() {
        trail.inbox().stream()
                .filter(row -> Subscription.ALL.stream().noneMatch(subscription -> subscription.owns(row)))
                .forEach(row -> add(INVENTED, "taken in by a consumer that this audit does not know: " + row));
    }

    private void add(Finding.Kind kind, String text) {
        findings.add(new Finding(kind, text));
    }
}
