package dev.whetstone.gateway.model;

import dev.whetstone.contracts.Digest;
import dev.whetstone.engine.WeightFormat;

/**
 * Which model a base is: its files, and how their numbers are kept. In int8 it is another model under another digest, and what was judged over
 * the one was not judged over the other.
 *
 * @param directory digest of its files
 */
public record BaseIdentity(Digest directory, WeightFormat weights) {

    /** The name under which it answers. */
    public Digest served() {
        return in(weights);
    }

    private Digest in(WeightFormat format) {
        return new Digest(format.identity(directory.value()));
    }

    /** Why a model over the base {@code other} does not answer here, and what to do. */
    public String refusalOf(Digest other) {
        if (other.equals(directory)) {
            return "it was judged over the base " + other.brief() + ", but this replica serves "
                    + served().brief()
                    + ", which is that base in int8 and another model: have the task judged over it, or serve the base"
                    + " as it is (whetstone.base-model.weights=computed)";
        }
        if (other.equals(in(WeightFormat.INT8))) {
            return "it was judged over the base " + other.brief() + ", which is in int8 the base "
                    + served().brief()
                    + " that this replica serves: serve it in int8 (whetstone.base-model.weights=int8), or have the task"
                    + " judged over the base as it is";
        }
        return "it was made for the base " + other.brief() + ", but this replica serves " + served().brief()
                + ": serve it from a replica with that base, or train it again";
    }
}
