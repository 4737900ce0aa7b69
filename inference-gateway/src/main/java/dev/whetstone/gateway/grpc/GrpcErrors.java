package dev.whetstone.gateway.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.whetstone.gateway.edge.ErrorCode;
import dev.whetstone.gateway.edge.RequestRefused;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.jboss.logging.Logger;

import java.util.concurrent.CompletionException;

/** The one place where a refusal becomes a gRPC status with the details of {@code google.rpc}. */
final class GrpcErrors {

    private static final Logger LOG = Logger.getLogger(GrpcErrors.class);
    private static final String DOMAIN = "whetstone";

    private GrpcErrors() {}

    /** Anything but a refusal is our fault: logged, and told without its text. */
    static StatusRuntimeException of(Throwable failure) {
        return switch (failure) {
            case RequestRefused refused -> refused(refused);
            case CompletionException wrapped when wrapped.getCause() != null -> of(wrapped.getCause());
            default -> {
                LOG.error("a request failed unexpectedly", failure);
                yield refused(new RequestRefused(ErrorCode.INTERNAL, "the gateway failed; its log says why"));
            }
        };
    }

    private static StatusRuntimeException refused(RequestRefused reason) {
        Status.Builder status = Status.newBuilder()
                .setCode(reason.code().grpc().value())
                .setMessage(reason.getMessage())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(reason.code().name())
                        .setDomain(DOMAIN)
                        .build()));
        reason.field().map(field -> violation(field, reason)).ifPresent(status::addDetails);
        reason.retryAfter().map(GrpcErrors::retry).ifPresent(status::addDetails);
        return StatusProto.toStatusRuntimeException(status.build());
    }

    private static Any violation(String field, RequestRefused reason) {
        return Any.pack(BadRequest.newBuilder()
                .addFieldViolations(
                        BadRequest.FieldViolation.newBuilder().setField(field).setDescription(reason.getMessage()))
                .build());
    }

    private static Any retry(java.time.Duration after) {
        Duration delay = Duration.newBuilder()
                .setSeconds(after.toSeconds())
                .setNanos(after.toNanosPart())
                .build();
        return Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build());
    }
}
