package dev.whetstone.evaluation.alias;

import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.serving.ServedModel;

import java.util.Optional;

/**
 * A model as the API shows it.
 *
 * @param adapter null in JSON for the base itself
 */
record ServedModelView(Digest base, Optional<Digest> adapter) {
    static ServedModelView of(ServedModel model) {
        return new ServedModelView(model.base(), model.adapterDigest());
    }

    static Optional<ServedModelView> ofNullable(ServedModel model) {
        return Optional.ofNullable(model).map(ServedModelView::of);
    }
}
