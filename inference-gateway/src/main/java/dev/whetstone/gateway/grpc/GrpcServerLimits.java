package dev.whetstone.gateway.grpc;

import io.grpc.netty.NettyServerBuilder;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;

import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;

/** What one connection may do. The server's own default has no limit on streams opened and reset in a row (CVE-2023-44487). */
@ApplicationScoped
class GrpcServerLimits implements ServerBuilderCustomizer<VertxServerBuilder> {

    private static final int RESETS = 200;
    private static final int RESET_WINDOW_SECONDS = 30;
    private static final int CALLS_PER_CONNECTION = 256;
    private static final int METADATA_BYTES = 8 << 10;

    @Override
    public void customize(GrpcServerConfiguration config, VertxServerBuilder vertx) {
        NettyServerBuilder netty = vertx.nettyBuilder();
        netty.maxRstFramesPerWindow(RESETS, RESET_WINDOW_SECONDS)
                .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
                .maxInboundMetadataSize(METADATA_BYTES)
                .permitKeepAliveTime(20, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxConnectionIdle(5, TimeUnit.MINUTES)
                .maxConnectionAge(30, TimeUnit.MINUTES)
                .maxConnectionAgeGrace(5, TimeUnit.MINUTES);
    }
}
