package dev.whetstone.system.broken.engine;

import org.bytedeco.pytorch.Tensor;

import java.util.List;

/** Breaks: a tensor never leaves the engine. */
public final class GivesTensorsAway {

    private final List<Tensor> tensors;

    GivesTensorsAway(List<Tensor> tensors) {
        this.tensors = List.copyOf(tensors);
    }

    public Tensor given() {
        return tensors.getFirst();
    }

    public List<Tensor> hidden() {
        return tensors;
    }

    /** Allowed: not public. */
    List<Tensor> kept() {
        return tensors;
    }
}
