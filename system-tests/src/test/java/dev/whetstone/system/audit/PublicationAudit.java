package dev.whetstone.system.audit;

import static dev.whetstone.system.audit.Finding.Kind.DOUBLED;
import static dev.whetstone.system.audit.Finding.Kind.INVENTED;
import static dev.whetstone.system.audit.Finding.Kind.LOST;
import static dev.whetstone.system.audit.Finding.Kind.REORDERED;
import static dev.whetstone.system.audit.Finding.Kind.WAITING;

import dev.whetstone.contracts.TopicSettings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** From the outboxes to the topics: what was committed is told, in order, and nothing else is. */
final class PublicationAudit {

    private static final Map<String, String> SCHEMAS =
            Map.of("dataset-service", "dataset", "eval-service", "evaluation", "training-service", "training");

    /** Schema of the service that writes a topic through its outbox. */
    private static final Map<String, String> WRITERS = TopicSettings.all().stream()
            .filter(settings -> SCHEMAS.containsKey(settings.writer()))
            .collect(Collectors.toMap(
                    settings -> settings.topic().topicName(), settings -> SCHEMAS.get(settings.writer())));

    private static final Set<String> COMPACTED = TopicSettings.all().stream()
            .filter(settings -> settings.cleanup().equals("compact"))
            .map(settings -> settings.topic().topicName())
            .collect(Collectors.toSet());

    private final Trail trail;
    private final Map<String, OutboxRow> committed;
    private final Map<String, TopicRecord> told = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private PublicationAudit(Trail trail) {
        this.trail = trail;
        this.committed = trail.outbox().stream().collect(Collectors.toMap(OutboxRow::id, Function.identity()));
    }

    static List<Finding> of(Trail trail) {
        PublicationAudit audit = new PublicationAudit(trail);
        trail.records().forEach(audit::check);
        audit.checkFactsToldTwice();
        audit.checkOrder();
        audit.checkNothingIsLost();
        return audit.findings;
    }

    /** A record twice with one id is a redelivery, which inboxes answer for; with other contents it is another fact. */
    private void check(TopicRecord record) {
        TopicRecord first = told.putIfAbsent(record.id(), record);
        if (first != null
                && !(first.json().equals(record.json()) && first.topic().equals(record.topic()))) {
            add(DOUBLED, "two different records have the id of " + record);
        }
        String writer = WRITERS.get(record.topic());
        OutboxRow row = committed.get(record.id());
        if (record.id().isEmpty()) {
            add(INVENTED, "there is no ce_id on " + record);
        } else if (writer != null && (row == null || !row.schema().equals(writer))) {
            add(INVENTED, writer + " has not committed " + record);
        }
    }

    /** Two ids for one fact: what an effect that ran twice would leave. */
    private void checkFactsToldTwice() {
        Map<List<String>, String> ids = new HashMap<>();
        for (TopicRecord record : told.values()) {
            if (WRITERS.containsKey(record.topic())) {
                String other = ids.putIfAbsent(List.of(record.type(), record.key(), record.json()), record.id());
                if (other != null) {
                    add(DOUBLED, "the fact of event " + other + " is told again as " + record);
                }
            }
        }
    }

    private void checkOrder() {
        Set<String> seen = new HashSet<>();
        Map<List<String>, OutboxRow> last = new HashMap<>();
        for (TopicRecord record : trail.records()) {
            OutboxRow row = committed.get(record.id());
            if (row != null && seen.add(record.id())) {
                OutboxRow before = last.put(List.of(record.topic(), record.key()), row);
                if (before != null && before.sequence() > row.sequence()) {
                    add(REORDERED, row + " was published after " + before);
                }
            }
        }
    }

    private void checkNothingIsLost() {
        Map<List<String>, OutboxRow> newest = new HashMap<>();
        trail.outbox()
                .forEach(row -> newest.merge(
                        List.of(row.topic(), row.key()),
                        row,
                        (one, other) -> one.sequence() > other.sequence() ? one : other));
        for (OutboxRow row : trail.outbox()) {
            boolean mayBeCompactedAway =
                    COMPACTED.contains(row.topic()) && newest.get(List.of(row.topic(), row.key())) != row;
            TopicRecord record = told.get(row.id());
            if (!row.published()) {
                add(WAITING, "not published yet: " + row);
            } else if (record == null && !mayBeCompactedAway) {
                add(LOST, "marked as published, but not on " + row.topic() + ": " + row);
            } else if (record != null && !record.topic().equals(row.topic())) {
                add(LOST, "published to " + record.topic() + " instead of " + row.topic() + ": " + row);
            }
        }
    }

    private void add(Finding.Kind kind, String text) {
        findings.add(new Finding(kind, text));
    }
}
