package dev.whetstone.engine.torch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Keeps the adapters that run together side by side, and builds them anew only when another one joins or most have left. For one thread. */
public final class LoraBank implements AutoCloseable {

    private List<LoraWeights> adapters = List.of();
    private LoraWeights stacked = LoraWeights.NONE;

    /** What the rows of this step add to each projection. */
    LoraSide side(Step step, Backend backend) {
        Set<LoraWeights> needed = new LinkedHashSet<>();
        step.spans().forEach(span -> needed.add(span.lora()));
        if (needed.size() == 1) {
            return LoraSide.alone(needed.iterator().next());
        }
        needed.remove(LoraWeights.NONE);
        stackAll(needed);
        return LoraSide.mixed(stacked, adapters, step, backend);
    }

    /** Frees the copies. To be called before an adapter is freed, and when nothing runs. */
    public void clear() {
        stacked.close();
        stacked = LoraWeights.NONE;
        adapters = List.of();
    }

    @Override
    public void close() {
        clear();
    }

    private void stackAll(Set<LoraWeights> needed) {
        boolean fits = adapters.containsAll(needed) && adapters.size() <= 2 * needed.size();
        if (fits) {
            return; // a few idle columns cost less than building anew
        }
        clear();
        List<LoraWeights> next = new ArrayList<>(needed);
        stacked = LoraWeights.stack(next);
        adapters = next;
    }
}
