package dev.whetstone.dataset.service;

import static dev.whetstone.dataset.Samples.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.dataset.service.Service.Answer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

import javax.sql.DataSource;

import jakarta.inject.Inject;

/** Without a broker the service works on: what it has to say waits in its outbox. */
@QuarkusTest
@QuarkusTestResource(ServiceStack.class)
@TestProfile(BrokerAwayTest.NoBroker.class)
class BrokerAwayTest {

    public static final class NoBroker implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("kafka.bootstrap.servers", "127.0.0.1:1");
        }
    }

    @Inject
    DataSource database;

    @Test
    void anUploadIsAcceptedAndItsEventIsKept() throws SQLException {
        Service.createTask("no-broker");

        Answer answer = Service.upload("no-broker", rows("r", 30, 1));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(waiting("no-broker")).isEqualTo(1);
        assertThat(Service.get("/q/health/live").status()).isEqualTo(200);
        Answer readiness = Service.get("/q/health/ready");
        assertThat(readiness.status()).isEqualTo(503);
        assertThat(readiness.body().path("checks"))
                .filteredOn(check -> check.path("status").asText().equals("DOWN"))
                .extracting(check -> check.path("name").asText())
                .containsExactly("broker");
    }

    private int waiting(String key) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement select = connection.createStatement();
                ResultSet count = select.executeQuery(
                        "SELECT count(*) FROM outbox_event WHERE published_at IS NULL AND key = '" + key + "'")) {
            count.next();
            return count.getInt(1);
        }
    }
}
