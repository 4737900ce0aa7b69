package dev.whetstone.system.audit;

import dev.whetstone.contracts.Event;
import dev.whetstone.contracts.EventJson;
import dev.whetstone.contracts.EventType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Events as their contract's golden files have them. */
final class Golden {

    private Golden() {}

    static <E extends Event> E event(Class<E> type) {
        String file = "/whetstone/golden/" + type.getSimpleName() + ".v1.json";
        try (InputStream in = Golden.class.getResourceAsStream(file)) {
            return type.cast(EventJson.read(EventType.of(type), in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
