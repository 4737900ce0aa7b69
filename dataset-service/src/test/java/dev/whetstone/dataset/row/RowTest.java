package dev.whetstone.dataset.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;

class RowTest {

    private static final String ROW = """
            {"split":"train","messages":[{"content":"Be brief.","role":"system"},{"role":"user","content":"Sum it up."},
            {"role":"assistant","content":"{\\"risks\\":[{\\"category\\":\\"treasury\\"}]}"}],"group":"g"}""";

    @Test
    void theSameMessagesAreTheSameContentWhateverTheOrderOfKeys() {
        String reordered = """
                {"id":"given","group":"other","messages":[{"role":"system","content":"Be brief."},{"content":"Sum it up.","role":"user"},
                {"content":"{\\"risks\\":[{\\"category\\":\\"treasury\\"}]}","role":"assistant"}]}""";

        assertThat(row(reordered).content()).isEqualTo(row(ROW).content());
        assertThat(row(ROW.replace("brief", "Brief")).content()).isNotEqualTo(row(ROW).content());
    }

    @Test
    void aRowWithoutAnIdHasOneOfItsContent() {
        assertThat(row(ROW).id()).isEqualTo("row-" + row(ROW).content().brief());
    }

    @Test
    void theLineOfASplitHasIdAndLabelButNoSplit() {
        assertThat(row(ROW).line("treasury"))
                .startsWith("{\"id\":\"row-")
                .contains("\"label\":\"treasury\"", "{\"role\":\"user\",\"content\":\"Sum it up.\"}")
                .doesNotContain("\"split\"", "\n");
    }

    /** A chat template prints a tool as it is given. */
    @Test
    void theLineOfASplitKeepsToolsAsGivenAndTheRowsNameDoesNotDependOnTheirKeys() {
        String tools = "[{\"type\":\"function\",\"function\":{\"parameters\":{\"z\":1,\"a\":2},\"name\":\"f\"}}]";
        String other = "[{\"function\":{\"name\":\"f\",\"parameters\":{\"a\":2,\"z\":1}},\"type\":\"function\"}]";
        Row row = row(ROW.replaceFirst("\\{", "{\"tools\":" + tools + ","));

        assertThat(row.line("")).contains("\"tools\":" + tools);
        assertThat(row.content())
                .isEqualTo(row(ROW.replaceFirst("\\{", "{\"tools\":" + other + ","))
                        .content())
                .isNotEqualTo(row(ROW).content());
    }

    @Test
    void theLabelIsTheRowsOwnOrStandsInItsAnswer() {
        LabelRule rule = new LabelRule("/risks/0/category");

        assertThat(rule.label(row(ROW))).isEqualTo("treasury");
        assertThat(rule.label(row(ROW.replace("\"group\"", "\"label\"")))).isEqualTo("g");
        assertThat(new LabelRule("/nowhere").label(row(ROW))).isEmpty();
        assertThatThrownBy(() -> new LabelRule("risks")).hasMessageContaining("JSON pointer");
    }

    @Test
    void instructionsOfTheSystemAreNotWhatIsAsked() {
        assertThat(row(ROW).askedText()).isEqualTo("Sum it up.");
        assertThat(row(ROW).promptText()).contains("Be brief.");
    }

    @Test
    void numbersHaveOneSpelling() throws IOException {
        assertThat(CanonicalJson.of(StrictJson.read("{\"b\":1.0,\"a\":1e2}"))).isEqualTo("{\"a\":1E+2,\"b\":1}");
    }

    private static Row row(String json) {
        try {
            return new Row((ObjectNode) StrictJson.read(json.replace("\n", "")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
