package dev.whetstone.evaluation.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

class ItemReaderTest {

    private static final String ROW =
            "{\"id\":\"p-1\",\"label\":\"treasury\",\"messages\":[{\"role\":\"user\",\"content\":\"[1] Ü\"},"
                    + "{\"role\":\"assistant\",\"content\":\"{}\"}]}";

    private static List<Item> read(String rows) {
        return ItemReader.read(new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theLastAssistantMessageIsTheReference() {
        Item item = read(ROW + "\n\n").getFirst();

        assertThat(item.id()).isEqualTo("p-1");
        assertThat(item.input()).containsExactly(new Message("user", "[1] Ü"));
        assertThat(item.reference()).hasValue("{}");
        assertThat(item.label()).hasValue("treasury");
    }

    @Test
    void aRowWithoutAnAnswerHasNoReference() {
        Item item = read("{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}")
                .getFirst();

        assertThat(item.reference()).isEmpty();
        assertThat(item.id()).as("named by its content").hasSize(12);
    }

    @Test
    void theInputIsNamedWhateverTheRowIsCalled() {
        String renamed = ROW.replace("p-1", "p-2").replace("\"{}\"", "\"other\"");

        assertThat(read(renamed).getFirst().inputDigest())
                .isEqualTo(read(ROW).getFirst().inputDigest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"messages\":[                                     | not JSON at column",
                "{\"id\":\"a\",\"id\":\"b\",\"messages\":[]}         | not JSON at column",
                "{\"messages\":[]}                                   | messages: expected a list of at least one message",
                "{\"messages\":[{\"role\":\"user\"}]}                | messages[0]: expected text in role and content",
                "{\"messages\":[{\"role\":\"cat\",\"content\":\"\"}]} | messages[0].role: expected system",
                "{\"messages\":[{\"role\":\"assistant\",\"content\":\"x\"}]} | input: expected at least one message"
            })
    void aBadRowIsNamedByItsLine(String row, String problem) {
        assertThatThrownBy(() -> read(ROW + "\n" + row))
                .isInstanceOf(InvalidItemException.class)
                .hasMessageStartingWith("line 2: ")
                .hasMessageContaining(problem);
    }

    @Test
    void twoRowsOfOneIdAreRefused() {
        assertThatThrownBy(() -> read(ROW + "\n" + ROW)).hasMessage("line 2: id 'p-1' was used before");
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        byte[] latin = ROW.getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> ItemReader.read(new ByteArrayInputStream(latin)))
                .isInstanceOf(UncheckedIOException.class);
    }
}
