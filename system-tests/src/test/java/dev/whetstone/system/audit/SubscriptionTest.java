package dev.whetstone.system.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaMethod;
import dev.whetstone.system.rules.ModuleClasses;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.stream.Stream;

class SubscriptionTest {

    private static final String INCOMING = "org.eclipse.microprofile.reactive.messaging.Incoming";
    private static final Map<String, String> SCHEMAS =
            Map.of("dataset-service", "dataset", "eval-service", "evaluation", "training-service", "training");

    /** A consumer that is added to a service and not to the audit would go unseen. */
    @Test
    void everyConsumerOfTheServicesIsAudited() {
        assertThat(SCHEMAS.keySet().stream().flatMap(SubscriptionTest::consumersOf))
                .containsExactlyInAnyOrderElementsOf(
                        Subscription.ALL.stream().map(Subscription::toString).toList());
    }

    @Test
    void everyTopicOfASubscriptionHasThatChannelsEvents() {
        assertThat(Subscription.ALL)
                .allSatisfy(subscription -> assertThat(subscription.topic().topicName())
                        .contains(subscription.consumer().split("-")[0]));
    }

    private static Stream<String> consumersOf(String service) {
        return ModuleClasses.of(service).stream()
                .flatMap(type -> type.getMethods().stream())
                .flatMap(SubscriptionTest::channels)
                .map(channel -> SCHEMAS.get(service) + ", " + channel);
    }

    private static Stream<String> channels(JavaMethod method) {
        return method.getAnnotations().stream()
                .filter(annotation -> annotation.getRawType().getFullName().equals(INCOMING))
                .map(SubscriptionTest::channel);
    }

    private static String channel(JavaAnnotation<?> incoming) {
        return incoming.get("value").map(Object::toString).orElseThrow();
    }
}
