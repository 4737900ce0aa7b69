package dev.whetstone.evaluation.grade;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whetstone.evaluation.suite.CanonicalJson;
import dev.whetstone.evaluation.suite.Item;

import java.text.Normalizer;
import java.util.Optional;

/** Is the output the reference? JSON objects and lists are compared as values, text without outer white space and line-ending style. */
final class ExactGrader implements OutputGrader {

    @Override
    public Finding grade(Item item, ModelOutput output) {
        String reference = item.reference()
                .orElseThrow(() -> new UnusableReferenceException("item '" + item.id() + "' has no reference"));
        boolean same = ModelOutput.value(reference)
                .filter(JsonNode::isContainerNode)
                .map(wanted -> sameValue(wanted, output.text()))
                .orElseGet(() -> text(reference).equals(text(output.text())));
        EvidenceCollector seen = new EvidenceCollector().flag("same", same);
        return new Finding(same, same ? 1 : 0, seen.evidence());
    }

    private static boolean sameValue(JsonNode wanted, String output) {
        Optional<JsonNode> got = ModelOutput.value(output);
        return got.isPresent() && CanonicalJson.text(got.get()).equals(CanonicalJson.text(wanted));
    }

    static String text(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC)
                .replace("\r\n", "\n")
                .strip();
    }
}
