package dev.whetstone.contracts;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A kind of fact and its CloudEvents type, {@code whetstone.<domain>.<Event>.v1}.
 *
 * @param name the CloudEvents {@code type} attribute
 */
public record EventType(String name, Class<? extends Event> event, Topic topic) {

    private static final List<EventType> ALL =
            Arrays.stream(Topic.values()).flatMap(EventType::carriedBy).toList();

    public static List<EventType> all() {
        return ALL;
    }

    public static EventType of(Event event) {
        return of(event.getClass());
    }

    public static EventType of(Class<? extends Event> event) {
        return ALL.stream()
                .filter(type -> type.event == event)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(event.getName() + " is no event of these contracts"));
    }

    public static Optional<EventType> named(String name) {
        return ALL.stream().filter(type -> type.name.equals(name)).findFirst();
    }

    private static Stream<EventType> carriedBy(Topic topic) {
        return Arrays.stream(topic.carries().getPermittedSubclasses()).map(record -> {
            String name = "whetstone." + topic.domain() + "." + record.getSimpleName() + ".v1";
            return new EventType(name, record.asSubclass(Event.class), topic);
        });
    }
}
