package dev.whetstone.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.engine.constrain.Cursor;
import dev.whetstone.engine.constrain.TokenMask;
import dev.whetstone.engine.constrain.Vocabularies;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

class RowMaskTest {

    private static final int SIZE = 300; // more than the vocabulary: heads are often padded

    /** Before the string few tokens are allowed, inside it nearly all. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tokensThatAreNotAllowedLoseAndTheOthersStayTheSame(boolean inside) {
        Cursor cursor = Vocabularies.bytes().compile("{\"type\":\"string\"}").begin();
        if (inside) {
            cursor.take('"');
        }
        TokenMask allowed = cursor.allowed();
        float[] logits = new float[SIZE];
        for (int token = 0; token < SIZE; token++) {
            logits[token] = token % 7 - 3;
        }
        logits['"'] = Float.NaN;
        logits[0] = Float.NaN;
        MemorySegment row = MemorySegment.ofArray(logits.clone());

        RowMask.apply(row, SIZE, allowed);

        for (int token = 0; token < SIZE; token++) {
            assertThat(row.getAtIndex(ValueLayout.JAVA_FLOAT, token))
                    .as("token %d", token)
                    .isEqualTo(Float.valueOf(allowed.allows(token) ? logits[token] : Float.NEGATIVE_INFINITY));
        }
        assertThat(row.getAtIndex(ValueLayout.JAVA_FLOAT, '"'))
                .as("no number, and allowed: it has to be seen")
                .isNaN();
        assertThat(allowed.allows('a')).isEqualTo(inside);
    }
}
