package dev.whetstone.evaluation.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import java.time.Duration;

/** How to reach the gateway and how hard to press it. */
@ConfigMapping(prefix = "whetstone.gateway")
interface GatewayConfig {
    /** host:port of its gRPC server. */
    String address();

    /** Of one generation, its time in the gateway's queue included. */
    @WithDefault("5m")
    Duration deadline();

    /** Generations of this service in flight, over all evaluations. */
    @WithDefault("32")
    int concurrency();

    /** Of one generation while the gateway is away or its queue is full. */
    @WithDefault("6")
    int tries();

    /** Before the second try; doubles with each, at most 10 s, with jitter. */
    @WithDefault("500ms")
    Duration pause();
}
