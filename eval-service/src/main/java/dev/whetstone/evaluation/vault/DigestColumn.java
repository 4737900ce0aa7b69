package dev.whetstone.evaluation.vault;

import dev.whetstone.contracts.Digest;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** A digest as its text. */
@Converter(autoApply = true)
public class DigestColumn implements AttributeConverter<Digest, String> {
    @Override
    public String convertToDatabaseColumn(Digest digest) {
        return digest == null ? null : digest.value();
    }

    @Override
    public Digest convertToEntityAttribute(String text) {
        return text == null ? null : new Digest(text);
    }
}
