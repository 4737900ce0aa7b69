package dev.whetstone.training.launch;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The one launcher that {@code training.launcher} names; the others are never made. */
@Singleton
class LauncherChoice {

    @Produces
    @Singleton
    Launcher launcher(@ConfigProperty(name = "training.launcher") String name, @Any Instance<Launcher> launchers) {
        Instance<Launcher> named = launchers.select(Identifier.Literal.of(name));
        if (!named.isResolvable()) {
            throw new IllegalArgumentException(
                    "training.launcher: expected local or kubernetes, but got '" + name + "'");
        }
        return named.get();
    }

    /** What is wrong with it is said at the start, not when the first run waits. */
    void check(@Observes StartupEvent start, Launcher launcher) {
        launcher.obstacle();
    }
}
