package dev.whetstone.system.broken.contracts;

import org.awaitility.Awaitility;

/** Breaks: contracts depend on no framework. */
public final class KnowsAFramework {

    private KnowsAFramework() {}

    static void forget() {
        Awaitility.reset();
    }
}
