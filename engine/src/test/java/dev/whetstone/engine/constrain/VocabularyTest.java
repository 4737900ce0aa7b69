package dev.whetstone.engine.constrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.engine.ModelException;
import dev.whetstone.engine.constrain.schema.SchemaException;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class VocabularyTest {

    private static final int FIRST = Vocabularies.END + 1;
    private static final String ROW =
            "{\"type\":\"object\",\"required\":[\"name\"],\"properties\":{\"name\":{\"type\":\"string\","
                    + "\"minLength\":3,\"maxLength\":6},\"n\":{\"type\":\"array\",\"items\":{\"type\":\"number\"}}}}";

    @Test
    void aTokenIsAllowedWhenAllItsBytesAre() {
        Cursor cursor = Vocabularies.bytes(
                        "{\"name\":\"abc\"", "{\"nam", "{\"names\"", "{\"name\":\"ab\"", " {", "\n\n{")
                .compile(ROW)
                .begin();

        assertThat(moreAllowed(cursor, 6)).containsExactly(0, 1, 4);
    }

    @Test
    void tokensThatLeaveAStringAreHeldToWhatFollowsIt() {
        Cursor cursor = Vocabularies.bytes("c\"}", "c\", \"n\":[1", "c\"]", "cdef", "cdefg", "\\\"", "\\ud800", "é世🙂x")
                .compile(ROW)
                .begin();
        take(cursor, "{\"name\":\"ab");

        assertThat(moreAllowed(cursor, 8)).containsExactly(0, 1, 3, 5, 7);
    }

    @Test
    void charactersMayCrossTheBordersOfTokens() {
        byte[] world = "世界".getBytes(StandardCharsets.UTF_8);
        Cursor cursor = Vocabularies.bytes(List.of(
                        Arrays.copyOf(world, 2), Arrays.copyOfRange(world, 2, 4), Arrays.copyOfRange(world, 4, 6)))
                .compile("{\"type\":\"string\",\"maxLength\":2}")
                .begin();
        take(cursor, "\"");

        for (int token = FIRST; token < FIRST + 3; token++) {
            assertThat(cursor.allowed().allows(token)).isTrue();
            cursor.take(token);
        }
        assertThat(cursor.allowed().count()).isOne();
        assertThat(cursor.allowed().allows('"')).isTrue();
    }

    @Test
    void aTokenThatWasNotAllowedIsRefused() {
        Cursor cursor = Vocabularies.bytes().compile(ROW).begin();

        assertThatThrownBy(() -> cursor.take('[')).hasMessageContaining("token 91");
    }

    @Test
    void controlTokensAreNeverAllowedAndEndTokensOnlyAtTheEnd() {
        byte[][] tokens = new byte[262][];
        for (int id = 0; id < tokens.length; id++) {
            tokens[id] = id < 256 ? new byte[] {(byte) id} : new byte[0];
        }
        tokens[260] = "\"".getBytes(StandardCharsets.UTF_8); // it spells something, and ends a completion all the same
        Constraint string =
                new Constraints(new Vocabulary(tokens, List.of(257, 260, 9_999))).compile("{\"type\":\"integer\"}");
        Cursor cursor = string.begin();

        assertThat(cursor.allowed().count()).isEqualTo(13); // minus, digits, space, line end
        cursor.take('7');
        assertThat(cursor.allowed().count()).isEqualTo(12);
        assertThat(cursor.allowed().allows(257)).isTrue();
        assertThat(cursor.allowed().allows(260)).isTrue();
        assertThat(cursor.allowed().allows(258)).isFalse();
        assertThat(cursor.allowed().allows(9_999)).isFalse();
    }

    @Test
    void aTokenizerWithoutASignOfJsonIsRefused() {
        byte[][] tokens = new byte[256][];
        for (int id = 0; id < tokens.length; id++) {
            tokens[id] = id == '{' ? "{{".getBytes(StandardCharsets.UTF_8) : new byte[] {(byte) id};
        }

        assertThatThrownBy(() -> new Vocabulary(tokens, List.of()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("'{' alone");
    }

    /** SmolLM2's tokenizer has none for the byte F1, with which characters from U+40000 on begin. */
    @Test
    void aFixedTextThatTheTokenizerCannotWriteIsRefusedByItsByte() {
        byte[][] tokens = new byte[255][];
        for (int id = 0; id < tokens.length; id++) {
            tokens[id] = new byte[] {(byte) (id == 0xF1 ? ' ' : id)};
        }
        Constraints constraints = new Constraints(new Vocabulary(tokens, List.of()));

        assertThatThrownBy(() -> constraints.compile("{\"enum\":[\"é\",\"" + Character.toString(0x40000) + "\"]}"))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("#/enum/1")
                .hasMessageContaining("byte F1");
        assertThat(constraints.compile("{\"enum\":[\"é\"]}")).isNotNull();
    }

    @Test
    void withoutBytesOfCharactersOnlyWholeCharactersAreSaid() {
        List<byte[]> tokens = new ArrayList<>();
        for (int value = 0; value < 128; value++) {
            tokens.add(new byte[] {(byte) value});
        }
        tokens.add("é".getBytes(StandardCharsets.UTF_8));
        tokens.add(new byte[] {'a', (byte) 0xC3});
        Cursor cursor = new Constraints(new Vocabulary(tokens.toArray(byte[][]::new), List.of()))
                .compile("{\"type\":\"string\"}")
                .begin();
        cursor.take('"');

        assertThat(cursor.allowed().allows(128)).isTrue();
        assertThat(cursor.allowed().allows(129)).isFalse();
    }

    @Test
    void masksAreWhatTryingEveryTokenFinds() {
        SplittableRandom random = new SplittableRandom(5);
        List<byte[]> more = RandomTokens.draw(random, 300);
        Vocabulary vocabulary = Vocabularies.vocabulary(more);
        for (String schema :
                List.of(ROW, "{}", "{\"type\":\"string\",\"maxLength\":12}", "{\"enum\":[\"ab\",\"abc\",-1]}")) {
            Constraint constraint = new Constraints(vocabulary).compile(schema);
            for (int walk = 0; walk < 8; walk++) {
                Cursor cursor = constraint.begin();
                List<Integer> said = new ArrayList<>();
                while (said.size() < 20 && !cursor.isComplete()) {
                    int[] allowed = allowed(cursor, FIRST + more.size());
                    assertThat(allowed).isNotEmpty().isEqualTo(tried(constraint, said, FIRST + more.size()));
                    int chosen = allowed[random.nextInt(allowed.length)];
                    if (chosen == Vocabularies.END) {
                        break;
                    }
                    cursor.take(chosen);
                    said.add(chosen);
                }
            }
        }
    }

    @Test
    void schemasAreCompiledOnceAndForgottenOnlyWhenManyCame() {
        Constraints constraints = Vocabularies.bytes();
        Constraint first = constraints.compile("{\"const\":0}");

        assertThat(constraints.compile("{\"const\":0}")).isSameAs(first);
        assertThat(first.digest()).hasSize(64);
        for (int i = 1; i < 40; i++) {
            constraints.compile("{\"const\":" + i + "}");
        }
        assertThat(constraints.compile("{\"const\":0}")).isNotSameAs(first);
    }

    @Test
    void whatIsKnownOfStatesIsForgottenBeforeItGrowsTooLarge() {
        Constraint constraint = Vocabularies.bytes().compile("{\"type\":\"string\",\"maxLength\":100000}");
        Cursor old = constraint.begin();
        Cursor cursor = constraint.begin();
        old.take('"');
        cursor.take('"');
        for (int i = 0; i < 20_000; i++) {
            cursor.allowed();
            cursor.take('x');
        }

        assertThat(constraint.weight()).isLessThan(200_000);
        assertThat(old.allowed().allows('"')).isTrue();
        old.take('"');
        assertThat(old.isComplete()).isTrue();
    }

    private static int[] tried(Constraint constraint, List<Integer> said, int size) {
        return IntStream.range(0, size)
                .filter(token -> {
                    Cursor cursor = constraint.begin();
                    said.forEach(cursor::take);
                    return token == Vocabularies.END ? cursor.mayEnd() : leadsOn(cursor, token);
                })
                .toArray();
    }

    private static boolean leadsOn(Cursor cursor, int token) {
        try {
            cursor.take(token);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static int[] allowed(Cursor cursor, int size) {
        TokenMask mask = cursor.allowed();
        return IntStream.range(0, size).filter(mask::allows).toArray();
    }

    private static int[] moreAllowed(Cursor cursor, int count) {
        return Arrays.stream(allowed(cursor, FIRST + count))
                .filter(id -> id >= FIRST)
                .map(id -> id - FIRST)
                .toArray();
    }

    private static void take(Cursor cursor, String text) {
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            cursor.take(each & 0xFF);
        }
    }
}
