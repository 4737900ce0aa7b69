package dev.whetstone.dataset.row;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;

/** Not exactly one value. */
final class TrailingTextException extends JsonParseException {

    TrailingTextException(JsonParser parser, String message) {
        super(parser, message, parser.currentTokenLocation());
    }
}
