package dev.whetstone.system.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.EvaluationResult;
import dev.whetstone.system.broken.cli.CallsWhatIsForbidden;
import dev.whetstone.system.broken.contracts.KnowsAFramework;
import dev.whetstone.system.broken.dataset.AsksAnotherService;
import dev.whetstone.system.broken.engine.GivesTensorsAway;
import dev.whetstone.system.broken.evaluation.OrderManager;
import dev.whetstone.system.broken.gateway.WritesPastTheOutbox;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArchitectureTest {

    private static final String BROKEN = "dev.whetstone.system.broken";

    private static JavaClasses modules;
    private static JavaClasses broken;

    @BeforeAll
    static void readClasses() {
        modules = ModuleClasses.all();
        broken = new ClassFileImporter().importPackages(BROKEN);
    }

    @ParameterizedTest
    @EnumSource
    void holdsInEveryModule(HouseRule rule) {
        rule.below("dev.whetstone").check(modules);
    }

    @ParameterizedTest
    @EnumSource
    void isSeenToFailWhereItIsBroken(HouseRule rule) {
        EvaluationResult result = rule.below(BROKEN).evaluate(broken);

        assertThat(result.getFailureReport().getDetails())
                .isNotEmpty()
                .allSatisfy(detail -> assertThat(detail).contains(culprit(rule).getSimpleName()));
    }

    @Test
    void everyForbiddenCallIsSeen() {
        EvaluationResult result = HouseRule.NO_DANGEROUS_CALL.below(BROKEN).evaluate(broken);

        assertThat(result.getFailureReport().getDetails())
                .anyMatch(detail -> detail.contains("java.io.ObjectInputStream"))
                .anyMatch(detail -> detail.contains("java.util.Date"))
                .anyMatch(detail -> detail.contains("Runtime.exec(java.lang.String)"));
    }

    @Test
    void aTensorIsSeenInAGenericTypeAndOutsideTheEngine() {
        EvaluationResult result =
                HouseRule.TENSORS_STAY_IN_THE_ENGINE.below(BROKEN).evaluate(broken);

        assertThat(result.getFailureReport().getDetails())
                .anyMatch(detail -> detail.contains("hidden()"))
                .anyMatch(detail -> detail.contains("given()"))
                .noneMatch(detail -> detail.contains("kept()"));
    }

    private static Class<?> culprit(HouseRule rule) {
        return switch (rule) {
            case DEPENDENCIES_POINT_INWARD -> AsksAnotherService.class;
            case FOUNDATIONS_KNOW_NO_FRAMEWORK -> KnowsAFramework.class;
            case NO_DANGEROUS_CALL -> CallsWhatIsForbidden.class;
            case ONLY_MESSAGING_PRODUCES -> WritesPastTheOutbox.class;
            case TYPES_ARE_NAMED_FOR_WHAT_THEY_ARE -> OrderManager.class;
            case TENSORS_STAY_IN_THE_ENGINE -> GivesTensorsAway.class;
        };
    }
}
