package dev.whetstone.evaluation.suite;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.Require;

/**
 * One run of an eval over the items of a split.
 *
 * @param variant the prompt's name for a baseline; for the adapter arm a name for what was run, by custom its digest
 */
public record ArmVariant(Arm arm, String variant) {

    public ArmVariant {
        Require.present("arm", arm);
        Require.text("variant", variant);
    }

    /** For sentences: a digest is cut short. */
    @Override
    public String toString() {
        String name = Digest.isDigest(variant) ? new Digest(variant).brief() : variant;
        return arm.label() + " (" + name + ")";
    }
}
