package dev.whetstone.messaging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import java.time.Duration;

/** {@code whetstone.messaging.*}. */
@ConfigMapping(prefix = "whetstone.messaging")
interface MessagingConfig {

    /** Who writes: the {@code ce_source} of every event. */
    @WithDefault("${quarkus.application.name}")
    String source();

    Outbox outbox();

    Inbox inbox();

    Retry retry();

    interface Outbox {

        /** Longest time between two looks for events to publish; commits of this process wake the relay at once. */
        @WithDefault("1s")
        Duration pollInterval();

        /** How long published rows stay, for a person to look at. */
        @WithDefault("P7D")
        Duration retention();

        /** Rows that one look publishes at most. */
        @WithDefault("500")
        int batch();
    }

    interface Inbox {

        /** Longer than any topic and dead letter is kept: a replay of an old record must still be known. */
        @WithDefault("P100D")
        Duration retention();
    }

    /** Waiting between two tries of a delivery that failed. */
    interface Retry {

        @WithDefault("100ms")
        Duration first();

        @WithDefault("10s")
        Duration longest();

        /** Tries of a delivery whose failure is not known to pass by itself; then it is a dead letter. */
        @WithDefault("4")
        int attempts();
    }
}
