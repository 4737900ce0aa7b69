package dev.whetstone.evaluation.alias;

import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.evaluation.vault.JsonColumn;

import jakarta.persistence.Converter;

/** A served model as the JSON that {@code ServingChanged} carries. */
@Converter(autoApply = true)
class ServedModelColumn extends JsonColumn<ServedModel> {
    ServedModelColumn() {
        super(ServedModel.class);
    }
}
