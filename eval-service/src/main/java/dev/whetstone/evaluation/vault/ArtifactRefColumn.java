package dev.whetstone.evaluation.vault;

import dev.whetstone.contracts.ArtifactRef;

import jakarta.persistence.Converter;

/** An artifact reference as its JSON. */
@Converter(autoApply = true)
public class ArtifactRefColumn extends JsonColumn<ArtifactRef> {
    public ArtifactRefColumn() {
        super(ArtifactRef.class);
    }
}
