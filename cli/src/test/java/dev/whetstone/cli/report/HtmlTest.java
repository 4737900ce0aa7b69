package dev.whetstone.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HtmlTest {

    @Test
    void textAndAttributesAreEscaped() {
        String html = new Html().element("p", "<&>\"'", "title", "\"><x").toString();

        assertThat(html).isEqualTo("<!DOCTYPE html>\n<p title=\"&quot;&gt;&lt;x\">&lt;&amp;&gt;&quot;&#39;</p>");
    }

    @Test
    void charactersThatNoPageMayHoldAreReplaced() {
        assertThat(new Html().text("a\u0000b\ud800c\u001bd\ufffee \ud83d\ude00").toString())
                .endsWith("a\ufffdb\ufffdc\ufffdd\ufffde \ud83d\ude00");
    }

    @Test
    void attributesComeInPairsAndStylesNeedNoEscape() {
        assertThatThrownBy(() -> new Html().empty("meta", "charset")).hasMessageContaining("in turn, but got 1");
        assertThatThrownBy(() -> new Html().style("</style>")).hasMessageContaining("without < and &");
    }
}
