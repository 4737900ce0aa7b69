package dev.whetstone.evaluation.edge;

import io.quarkus.arc.DefaultBean;

import java.time.Clock;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The clock that everything here asks; tests put their own in its place. */
@Singleton
class SystemTime {
    @Produces
    @Singleton
    @DefaultBean
    Clock clock() {
        return Clock.systemUTC();
    }
}
