package dev.whetstone.system.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;

import java.io.ObjectInputStream;
import java.util.Date;
import java.util.Set;

/** The six rules over all modules. Each takes the package below which modules lie, so that it can be shown to fail elsewhere. */
enum HouseRule {

    /** service → messaging and edge → contracts; engine only for training, serving and the command line; never from service to service. */
    DEPENDENCIES_POINT_INWARD {
        @Override
        ArchRule below(String root) {
            return classes().that(resideInAPackage(root + "..")).should(new DependInward(root));
        }
    },

    /** What everything else rests on must not pull a framework behind it. */
    FOUNDATIONS_KNOW_NO_FRAMEWORK {
        @Override
        ArchRule below(String root) {
            return classes().that(resideInAPackage(root + "..")).should(new KnowNoFramework(root));
        }
    },

    /** Deserialised objects and commands built from strings run foreign code; {@code java.util.Date} is no instant. */
    NO_DANGEROUS_CALL {
        @Override
        ArchRule below(String root) {
            return noClasses()
                    .that(resideInAPackage(root + ".."))
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(ObjectInputStream.class, Date.class)
                    .orShould()
                    .callMethodWhere(RUNS_A_COMMAND_LINE);
        }
    },

    /** An event that does not pass the outbox or the publisher can be lost or doubled. */
    ONLY_MESSAGING_PRODUCES {
        @Override
        ArchRule below(String root) {
            return noClasses()
                    .that(resideInAPackage(root + ".."))
                    .and()
                    .doNotHaveFullyQualifiedName(root + ".messaging.RecordSender")
                    .should()
                    .dependOnClassesThat(WRITES_TO_KAFKA);
        }
    },

    /** Names that could stand before or after any noun say nothing about it. */
    TYPES_ARE_NAMED_FOR_WHAT_THEY_ARE {
        @Override
        ArchRule below(String root) {
            return classes()
                    .that(resideInAPackage(root + ".."))
                    .and()
                    .resideOutsideOfPackage(root + ".inference..") // generated from the .proto file
                    .should(new SayWhatTheyAre());
        }
    },

    /** libtorch's types never leave the engine. */
    TENSORS_STAY_IN_THE_ENGINE {
        @Override
        ArchRule below(String root) {
            return classes().that(resideInAPackage(root + "..")).should(new KeepTensorsInside(root));
        }
    };

    private static final DescribedPredicate<JavaMethodCall> RUNS_A_COMMAND_LINE = DescribedPredicate.describe(
            "Runtime.exec of one string",
            call -> call.getTargetOwner().isEquivalentTo(Runtime.class)
                    && call.getTarget().getName().equals("exec")
                    && call.getTarget().getRawParameterTypes().getFirst().isEquivalentTo(String.class));

    private static final Set<String> PRODUCERS = Set.of(
            "org.apache.kafka.clients.producer.Producer",
            "org.apache.kafka.clients.producer.KafkaProducer",
            "org.eclipse.microprofile.reactive.messaging.Emitter",
            "org.eclipse.microprofile.reactive.messaging.Outgoing",
            "io.smallrye.reactive.messaging.MutinyEmitter");

    private static final DescribedPredicate<JavaClass> WRITES_TO_KAFKA =
            DescribedPredicate.describe("write to Kafka", type -> PRODUCERS.contains(type.getFullName()));

    abstract ArchRule below(String root);
}
