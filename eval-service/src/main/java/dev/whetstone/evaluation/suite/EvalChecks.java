package dev.whetstone.evaluation.suite;

import dev.whetstone.contracts.serving.ServedModel;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the parts of an eval demand of each other. */
final class EvalChecks {

    private static final String SERVED_HELD = "serving.held_to_schema";

    private EvalChecks() {}

    static void check(
            List<PromptVariant> prompts,
            List<Shot> shots,
            Sampling sampling,
            GraderSettings graders,
            List<Criterion> criteria,
            OnlineRules online) {
        checkBaselines(prompts, shots);
        checkCriteria(criteria);
        for (int i = 0; i < criteria.size(); i++) {
            checkGrader(criteria.get(i), "criteria[" + i + "]", sampling, graders);
        }
        for (int i = 0; i < online.criteria().size(); i++) {
            checkOnline(online.criteria().get(i), "online.criteria[" + i + "]", criteria);
        }
    }

    static void checkServing(ServingRules serving, Optional<HeldSchema> schema) {
        if (!serving.heldToSchema()) {
            return;
        }
        if (schema.isEmpty()) {
            throw new InvalidEvalException(SERVED_HELD, "needs the eval's schema; add schema, or leave it out");
        }
        int length = schema.get().text().length();
        if (length > ServedModel.LONGEST_SCHEMA) {
            throw new InvalidEvalException(
                    SERVED_HELD,
                    "expected a schema of at most " + ServedModel.LONGEST_SCHEMA + " characters, but got " + length);
        }
    }

    private static void checkBaselines(List<PromptVariant> prompts, List<Shot> shots) {
        if (prompts.size() < 2) {
            throw new InvalidEvalException(
                    "prompts",
                    "expected at least 2 wordings (one prompt that fails proves little), but got " + prompts.size());
        }
        different("prompts", prompts.stream().map(PromptVariant::name).toList());
        if (shots.isEmpty()) {
            throw new InvalidEvalException(
                    "shots", "expected at least 1 row: without few-shot there is no evidence for tuning");
        }
    }

    private static void checkCriteria(List<Criterion> criteria) {
        different("criteria", criteria.stream().map(Criterion::name).toList());
        if (criteria.stream().noneMatch(Criterion::required)) {
            throw new InvalidEvalException("criteria", "expected at least one with required: true");
        }
    }

    private static void different(String path, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (!seen.add(names.get(i))) {
                throw new InvalidEvalException(
                        path + "[" + i + "].name",
                        "expected a name of its own, but '" + names.get(i) + "' is used before");
            }
        }
    }

    private static void checkGrader(Criterion criterion, String path, Sampling sampling, GraderSettings graders) {
        if (criterion.grader() == GraderKind.FIELDS && graders.schema().isEmpty()) {
            throw new InvalidEvalException(path + ".grader", "fields needs the eval's schema; add schema");
        }
        if (criterion.grader() == GraderKind.COHERENCE && graders.coherence().asksNothing()) {
            throw new InvalidEvalException(
                    path + ".grader",
                    "coherence needs to be told what must agree; add distinct or included to graders.coherence");
        }
        if (criterion.grader().acrossRepeats() && criterion.required() && sampling.repeats() < 2) {
            throw new InvalidEvalException(
                    path + ".required",
                    "expected false: stability cannot be measured with sampling.repeats " + sampling.repeats());
        }
    }

    private static void checkOnline(String name, String path, List<Criterion> criteria) {
        Criterion watched = criteria.stream()
                .filter(criterion -> criterion.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidEvalException(path, "expected the name of a criterion, but got '" + name + "'"));
        if (!watched.grader().online()) {
            throw new InvalidEvalException(
                    path,
                    "expected a criterion that needs neither a reference nor repeats, but '" + name + "' is graded by "
                            + watched.grader().label());
        }
    }
}
