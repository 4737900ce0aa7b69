package dev.whetstone.dataset.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.whetstone.dataset.Samples;
import dev.whetstone.dataset.service.Service.Answer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How long 20,000 rows of 130 words take from the first byte sent to the version: {@code mvn test -Dtest=PublishTimeBench}. No part of the
 * test run.
 */
@QuarkusTest
@QuarkusTestResource(ServiceStack.class)
class PublishTimeBench {

    @Test
    void publishTwentyThousandRows() {
        Service.createTask("bench");
        for (int round = 0; round < 4; round++) {
            List<String> rows = rows(round);
            Instant start = Instant.now();
            long busy = processorNanos();
            Answer answer = Service.upload("bench", rows);
            Duration took = Duration.between(start, Instant.now());
            long busyMillis = (processorNanos() - busy) / 1_000_000;
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
            System.out.printf(
                    "round %d: %d rows published in %d ms, %d ms of processor time: %.0f rows/s%n",
                    round, rows.size(), took.toMillis(), busyMillis, rows.size() * 1000.0 / took.toMillis());
        }
    }

    /** Of this whole process, the client included: says more than the clock on a machine that is shared. */
    private static long processorNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** One row in fifty is nearly another's copy. */
    private static List<String> rows(int round) {
        Random random = new Random(round);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            String prompt = i % 50 == 49
                    ? rows.get(i - 7).replaceFirst(".*\"content\":\"", "").replaceFirst("\".*", " again")
                    : Samples.prose(random, 100);
            rows.add(Samples.row("r" + round + "-" + i, prompt, Samples.prose(random, 30)));
        }
        return rows;
    }
}
