package dev.whetstone.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import javax.xml.parsers.DocumentBuilderFactory;

class LoopPageTest {

    private final String page = LoopPage.html(SampleLoop.report());
    private final Document document = parse(page);

    private static Document parse(String page) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            return factory.newDocumentBuilder().parse(new InputSource(new StringReader(page)));
        } catch (Exception e) {
            throw new AssertionError("the page is not well-formed", e);
        }
    }

    private List<Element> all(String tag) {
        NodeList nodes = document.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    @Test
    void needsNothingButItself() {
        assertThat(all("script")).isEmpty();
        assertThat(all("link")).isEmpty();
        assertThat(all("img")).isEmpty();
        assertThat(all("iframe")).isEmpty();
        assertThat(page).doesNotContain("@import", "url(", "http://", "https://", "javascript:");
        assertThat(all("a")).extracting(link -> link.getAttribute("href")).allMatch(href -> href.startsWith("#"));
    }

    @Test
    void whatAModelWroteIsTextAndNothingElse() {
        assertThat(page).doesNotContain("<script", "<b>");
        assertThat(all("pre"))
                .extracting(Element::getTextContent)
                .anyMatch(text -> text.contains("</pre><script>alert(1)</script> & \"quotes\" ' \ufffd \ufffd ü"));
        for (Element element : everyElement()) {
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                assertThat(element.getAttributes().item(i).getNodeName()).doesNotStartWith("on");
            }
        }
    }

    private List<Element> everyElement() {
        return all("*");
    }

    @Test
    void everyLinkInsideLeadsSomewhereAndNoIdIsTwice() {
        List<String> ids = everyElement().stream()
                .map(element -> element.getAttribute("id"))
                .filter(id -> !id.isEmpty())
                .toList();
        Set<String> targets = new HashSet<>(ids);

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(all("a"))
                .extracting(link -> link.getAttribute("href").substring(1))
                .isSubsetOf(targets);
    }

    @Test
    void showsEveryPartOfTheLoop() {
        assertThat(all("section"))
                .extracting(section -> section.getAttribute("id"))
                .containsExactly(
                        "glance",
                        "data",
                        "decision",
                        "training",
                        "comparison",
                        "verdict",
                        "serving",
                        "items",
                        "digests");
        assertThat(all("svg")).as("a curve a training run").hasSize(2);
        assertThat(all("svg"))
                .extracting(svg -> svg.getAttribute("aria-label"))
                .allMatch(label -> label.startsWith("Learning curve: training loss ")
                        && label.endsWith("lowest validation loss 0.41 at step 36"));
        assertThat(document.getDocumentElement().getTextContent())
                .contains(
                        "On 40 test items, 3 repeats each, the adapter reaches the target on complete (98\u00a0%) and no fabricated source (98\u00a0%)."
                                + " It misses the target on no missed risk (45\u00a0%), no invented risk (45\u00a0%) and stable (70\u00a0%).",
                        "6 of 7 sampled answers failed complete; up to 10\u00a0% was expected.",
                        "demo: a spoiled adapter",
                        SampleLoop.digest("spoiled"));
    }

    @Test
    void verdictAndProbeOfEachRunAreAParagraphEach() {
        assertThat(all("p"))
                .extracting(Element::getTextContent)
                .filteredOn(text -> text.startsWith("healthy: ") || text.startsWith("memorisation: "))
                .containsExactly(
                        "healthy: the validation loss went from 2.3 at step 0 to 0.412 at step 36",
                        "memorisation: none, 0 of 3 trained rows are continued word for word",
                        "healthy: the validation loss went from 2.3 at step 0 to 0.412 at step 36",
                        "memorisation: none, 0 of 3 trained rows are continued word for word");
    }

    @Test
    void whatWasNotMeasuredIsSaidAndHasNoBar() {
        List<Element> bars = all("div").stream()
                .filter(div -> div.getAttribute("class").equals("bar"))
                .toList();
        List<Element> stable = bars.stream()
                .filter(bar -> bar.getTextContent().contains("not measured"))
                .toList();

        assertThat(bars).hasSize(25);
        assertThat(stable)
                .hasSize(4)
                .allSatisfy(bar -> assertThat(bar.getTextContent()).doesNotContain("%"));
    }

    @Test
    void barsAndIntervalsStandWhereTheNumbersSay() {
        Element adapter = all("span").stream()
                .filter(span -> span.getAttribute("class").equals("fill adapter"))
                .findFirst()
                .orElseThrow();
        Element whisker = (Element) adapter.getNextSibling();
        Element target = (Element) whisker.getNextSibling();

        assertThat(adapter.getAttribute("style")).isEqualTo("left:0.00%;width:97.50%");
        assertThat(whisker.getAttribute("style")).isEqualTo("left:84.50%;width:15.50%");
        assertThat(target.getAttribute("style")).isEqualTo("left:90.00%;width:0.00%");
    }

    @Test
    void isReadableInLightAndDark() {
        assertThat(page).contains("prefers-color-scheme: dark", "name=\"color-scheme\"", "name=\"viewport\"");
    }

    @Test
    void isWrittenBesideItsJson(@TempDir Path folder) throws IOException {
        Path written = LoopReportFiles.write(SampleLoop.report(), folder.resolve("report"));

        assertThat(Files.readString(written)).isEqualTo(page);
        assertThat(LoopReport.read(Files.readString(folder.resolve("report/report.json"))))
                .isEqualTo(SampleLoop.report());
    }
}
