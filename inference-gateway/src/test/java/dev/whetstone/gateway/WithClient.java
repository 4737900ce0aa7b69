package dev.whetstone.gateway;

import dev.whetstone.gateway.model.BaseModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import jakarta.inject.Inject;

/** A gateway that has loaded its base, and a client of it for each test. */
abstract class WithClient {

    @Inject
    BaseModel base;

    GatewayClient client;

    @BeforeEach
    void connect() {
        GatewayFixture.awaitLoaded(base);
        client = new GatewayClient();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }
}
