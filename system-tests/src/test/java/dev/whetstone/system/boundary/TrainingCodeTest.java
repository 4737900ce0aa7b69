package dev.whetstone.system.boundary;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchRule;
import dev.whetstone.artifacts.PrivateSealingKey;
import dev.whetstone.artifacts.SealedArtifacts;
import dev.whetstone.artifacts.SealingKeys;
import dev.whetstone.system.rules.ModuleClasses;
import org.junit.jupiter.api.Test;

import java.util.List;

/** training-service and its worker have no code to open a sealed artifact with, and no room for a key. */
class TrainingCodeTest {

    private static final ArchRule OPENS_NOTHING = noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(SealedArtifacts.class, PrivateSealingKey.class, SealingKeys.class);

    @Test
    void trainingServiceNeverOpensASealedArtifact() {
        OPENS_NOTHING.check(ModuleClasses.of("training-service"));
    }

    /** Without this the test above could pass because nobody opens anything. */
    @Test
    void evalServiceDoes() {
        assertThat(OPENS_NOTHING.evaluate(ModuleClasses.of("eval-service")).hasViolation())
                .isTrue();
    }

    @Test
    void aRunSpecNamesTrainAndValidationAndNoKey() {
        JavaClasses training = ModuleClasses.of("training-service");
        JavaClass spec = training.get("dev.whetstone.training.worker.RunSpec");

        List<String> names = spec.getFields().stream().map(JavaField::getName).toList();

        assertThat(names).contains("train", "validation");
        assertThat(names).noneMatch(name -> name.matches("(?i).*(key|secret|password|sealing|test|regression).*"));
    }
}
