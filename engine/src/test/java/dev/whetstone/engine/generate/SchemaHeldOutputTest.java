package dev.whetstone.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.whetstone.engine.constrain.Constraint;
import dev.whetstone.engine.constrain.Constraints;
import dev.whetstone.engine.constrain.Cursor;
import dev.whetstone.engine.constrain.RandomSchema;
import dev.whetstone.engine.constrain.RandomTokens;
import dev.whetstone.engine.constrain.TokenMask;
import dev.whetstone.engine.constrain.Vocabularies;
import dev.whetstone.engine.constrain.schema.SchemaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Whatever the schema, the seed and the temperature: what is said parses and validates, or the token limit ended it. The model is a
 * source of random logits, the tokens are every byte and pieces of JSON cut anywhere, the validator is another project's.
 */
@Timeout(300)
class SchemaHeldOutputTest {

    private static final int CASES = 10_000;
    private static final int MOST_TOKENS = 150;

    private static final JsonMapper NAMES_MAY_REPEAT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final JsonMapper STRICT = NAMES_MAY_REPEAT
            .rebuild()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final SplittableRandom random = new SplittableRandom(2026);
    private final SchemaRegistry validators = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final RowMath math = new PlainRowMath();
    private final TokenWeights weights = new TokenWeights(math);
    private List<byte[]> more;
    private Constraints constraints;
    private int endless;
    private int whole;

    @Test
    void whatIsSaidValidatesOrTheTokenLimitEndedIt() {
        for (int each = 0; each < CASES; each++) {
            if (each % 500 == 0) {
                more = RandomTokens.draw(random, 250);
                constraints = Vocabularies.bytes(more);
            }
            RandomSchema schema = RandomSchema.draw(random);
            compile(schema).ifPresent(constraint -> check(schema, constraint));
        }

        assertThat(endless).as("schemas without a value that ends").isBetween(1, CASES / 10);
        assertThat(whole).as("whole values").isGreaterThan(CASES / 2);
    }

    private Optional<Constraint> compile(RandomSchema schema) {
        try {
            return Optional.of(constraints.compile(schema.json().toString()));
        } catch (SchemaException e) {
            assertThat(e.getMessage())
                    .as("%s", schema.json())
                    .containsAnyOf("no value of it can be ended", "leads back to itself");
            endless++;
            return Optional.empty();
        }
    }

    private void check(RandomSchema schema, Constraint constraint) {
        Sampling sampling = sampling();
        TokenSampler sampler = new TokenSampler(sampling);
        double eager = 6 * random.nextDouble(); // how much this model likes to end what it began
        Cursor cursor = constraint.begin();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        boolean ended = cursor.isComplete();
        for (int length = 0; length < MOST_TOKENS && !ended; length++) {
            int token = choose(logits(cursor, eager), sampling, sampler);
            assertThat(cursor.allowed().allows(token))
                    .as("%s after %s", schema.json(), said)
                    .isTrue();
            if (token == Vocabularies.END) {
                ended = true;
            } else {
                said.writeBytes(
                        token < Vocabularies.END ? new byte[] {(byte) token} : more.get(token - Vocabularies.END - 1));
                cursor.take(token);
                ended = cursor.isComplete();
            }
        }
        if (ended) {
            whole++;
            requireValid(schema, said.toByteArray());
        }
    }

    private Sampling sampling() {
        double temperature = random.nextInt(5) == 0 ? 0 : 0.1 + 3 * random.nextDouble();
        double topP = random.nextInt(8) == 0 ? 0.2 + 0.8 * random.nextDouble() : 1;
        int topK = random.nextInt(8) == 0 ? 1 + random.nextInt(60) : 0;
        double minP = random.nextInt(8) == 0 ? random.nextDouble() : 0;
        return new Sampling(temperature, topP, topK, random.nextLong(), MOST_TOKENS, List.of()).withMinP(minP);
    }

    private float[] logits(Cursor cursor, double eager) {
        float[] logits = new float[Vocabularies.END + 1 + more.size()];
        TokenMask allowed = cursor.allowed();
        for (int token = 0; token < logits.length; token++) {
            logits[token] = allowed.allows(token) ? (float) (8 * random.nextDouble()) : Float.NEGATIVE_INFINITY;
        }
        for (int end : new int[] {'"', '}', ']', Vocabularies.END}) {
            logits[end] += (float) eager;
        }
        return logits;
    }

    private int choose(float[] logits, Sampling sampling, TokenSampler sampler) {
        MemorySegment row = MemorySegment.ofArray(logits);
        float largest = math.largest(row, logits.length);
        return sampling.isGreedy()
                ? math.indexOf(row, logits.length, largest)
                : sampler.draw(weights.weigh(row, logits.length, largest, sampling.temperature()));
    }

    private void requireValid(RandomSchema schema, byte[] said) {
        String text = utf8(said);
        try {
            JsonNode value = (schema.hasFreeNames() ? NAMES_MAY_REPEAT : STRICT).readTree(text);
            assertThat(validators
                            .getSchema(NAMES_MAY_REPEAT.readTree(schema.json().toString()))
                            .validate(value))
                    .as("%s said under %s", text, schema.json())
                    .isEmpty();
        } catch (JsonProcessingException e) {
            throw new AssertionError(text + " said under " + schema.json(), e);
        }
    }

    private static String utf8(byte[] said) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(said))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("not UTF-8: " + new String(said, StandardCharsets.ISO_8859_1), e);
        }
    }
}
