package dev.whetstone.gateway.generation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

class CancellationTest {

    private final AtomicInteger stops = new AtomicInteger();
    private final Cancellation cancellation = new Cancellation();

    @Test
    void aCancelStopsOnce() {
        cancellation.onCancel(stops::incrementAndGet);

        cancellation.cancel();
        cancellation.cancel();

        assertThat(stops).hasValue(1);
    }

    @Test
    void aCallerThatLeftBeforeTheRequestRanStopsItAtOnce() {
        cancellation.cancel();

        cancellation.onCancel(stops::incrementAndGet);

        assertThat(stops).hasValue(1);
    }
}
