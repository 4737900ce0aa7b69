package dev.whetstone.evaluation.gateway;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Growing pauses between tries, each between half and all of its length so that callers do not come back together. */
final class Pause {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private Duration next;

    Pause(Duration first) {
        this.next = first;
    }

    void take() throws InterruptedException {
        long millis = Math.max(2, next.toMillis());
        Thread.sleep(ThreadLocalRandom.current().nextLong(millis / 2, millis));
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }
}
