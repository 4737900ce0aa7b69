package dev.whetstone.gateway.generation;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Aliases grow with the tasks, and each has histograms: after the first {@value #MOST} the others share one label. */
final class ModelLabels {

    static final String OTHER = "_other";
    private static final int MOST = 64;

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    String of(String label) {
        return known.contains(label) || admit(label) ? label : OTHER;
    }

    private synchronized boolean admit(String label) {
        return known.contains(label) || (known.size() < MOST && known.add(label));
    }
}
