package dev.whetstone.evaluation.alias;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.evaluation.suite.HeldSchema;

import java.util.Optional;

/**
 * A model as the API shows it.
 *
 * @param adapter null in JSON for the base itself
 * @param schema digest of the schema that its answers are held to; null in JSON for free text
 */
record ServedModelView(Digest base, Optional<Digest> adapter, Optional<Digest> schema) {
    static ServedModelView of(ServedModel model) {
        return new ServedModelView(
                model.base(),
                model.adapterDigest(),
                model.outputSchema().map(HeldSchema::new).map(HeldSchema::digest));
    }

    static Optional<ServedModelView> ofNullable(ServedModel model) {
        return Optional.ofNullable(model).map(ServedModelView::of);
    }
}
