package dev.whetstone.evaluation.grade;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whetstone.contracts.Digest;
import dev.whetstone.evaluation.suite.CanonicalJson;
import dev.whetstone.evaluation.suite.Coherence;
import dev.whetstone.evaluation.suite.FieldPath;
import dev.whetstone.evaluation.suite.GraderKind;
import dev.whetstone.evaluation.suite.GraderSettings;

import java.util.List;

/** Names a grader: its kind, the revision of its code and the settings it reads. */
final class GraderVersion {

    private GraderVersion() {}

    static Digest of(GraderKind kind, GraderSettings settings) {
        ObjectNode named = JsonNodeFactory.instance
                .objectNode()
                .put("grader", kind.label())
                .put("revision", kind.revision());
        switch (kind) {
            case FIELDS -> named.set("schema", settings.schema().orElseThrow());
            case SOURCES -> paths(named, settings.cited());
            case MISSED_RISKS, INVENTED_RISKS -> risks(named, settings);
            case COHERENCE -> coherence(named, settings.coherence());
            case STABILITY -> paths(named, settings.stable());
            case EXACT -> named.put("compares", "value or text");
        }
        return CanonicalJson.digest(named);
    }

    private static void paths(ObjectNode named, List<FieldPath> paths) {
        paths.forEach(path -> named.withArray("paths").add(path.text()));
    }

    private static void coherence(ObjectNode named, Coherence coherence) {
        coherence.distinct().forEach(path -> named.withArray("distinct").add(path.text()));
        coherence
                .included()
                .forEach(inclusion -> named.withArray("included")
                        .addArray()
                        .add(inclusion.values().text())
                        .add(inclusion.in().text()));
    }

    private static void risks(ObjectNode named, GraderSettings settings) {
        named.put("list", settings.risks().text())
                .put("category", settings.category().text())
                .put("source", settings.source().text())
                .put("match", settings.riskMatch().name());
    }
}
