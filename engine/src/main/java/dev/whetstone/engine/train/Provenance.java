package dev.whetstone.engine.train;

/**
 * Where base and data came from, as far as the caller knows; goes into the receipt unread.
 *
 * @param base digest of the base model's directory; empty when not known
 * @param training digest of the file or artifact that the training rows were read from; empty when not known
 * @param validation the same of the validation rows
 */
public record Provenance(String base, String training, String validation) {

    private static final Provenance UNKNOWN = new Provenance("", "", "");

    public static Provenance unknown() {
        return UNKNOWN;
    }
}
