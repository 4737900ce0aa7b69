package dev.whetstone.engine.train;

import dev.whetstone.engine.adapter.LoraLayout;
import dev.whetstone.engine.adapter.LoraPlace;
import dev.whetstone.engine.format.ModelConfig;
import org.bytedeco.pytorch.Tensor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where each factor lies in the one vector of parameters: first every A, then every B and with DoRA every magnitude, so that both groups can have rates of their own. */
final class FactorOffsets {

    private final ModelConfig config;
    private final Map<LoraPlace, Long> ofA = new HashMap<>();
    private final Map<LoraPlace, Long> ofB = new HashMap<>();
    private final Map<LoraPlace, Long> ofMagnitude = new HashMap<>();
    private final long startOfB;
    private final long endOfB;
    private final long size;

    FactorOffsets(ModelConfig config, LoraLayout layout) {
        this.config = config;
        long at = 0;
        for (LoraPlace place : layout.places()) {
            ofA.put(place, at);
            at += place.sizeOfA(config);
        }
        startOfB = at;
        for (LoraPlace place : layout.places()) {
            ofB.put(place, at);
            at += place.sizeOfB(config);
        }
        endOfB = at;
        for (LoraPlace place : layout.dora() ? layout.places() : List.<LoraPlace>of()) {
            ofMagnitude.put(place, at);
            at += place.target().out(config);
        }
        size = at;
    }

    /** Number of parameters, P. */
    long size() {
        return size;
    }

    /** Where A ends and B begins. */
    long startOfB() {
        return startOfB;
    }

    /** Every B, a view of all parameters (P). */
    Tensor allB(Tensor all) {
        return all.narrow(0, startOfB, endOfB - startOfB);
    }

    /** Magnitudes of a module, (out), a view of all parameters (P). */
    Tensor magnitude(Tensor all, LoraPlace place) {
        return all.narrow(0, ofMagnitude.get(place), place.target().out(config));
    }

    /** A of a module, (rank, in), a view of all parameters (P). */
    Tensor a(Tensor all, LoraPlace place) {
        return all.narrow(0, ofA.get(place), place.sizeOfA(config))
                .view(place.rank(), place.target().in(config));
    }

    /** B of a module, (out, rank), a view of all parameters (P). */
    Tensor b(Tensor all, LoraPlace place) {
        return all.narrow(0, ofB.get(place), place.sizeOfB(config))
                .view(place.target().out(config), place.rank());
    }
}
