package dev.whetstone.gateway;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The end of a call that runs beside the test. */
final class CapturedAnswer<T> implements StreamObserver<T> {

    private static final int PATIENCE_SECONDS = 30;

    private final CompletableFuture<T> end = new CompletableFuture<>();
    private volatile T last;

    @Override
    public void onNext(T value) {
        last = value;
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
        end.complete(last);
    }

    boolean isOver() {
        return end.isDone();
    }

    T value() {
        return end.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    Status status() {
        try {
            end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return Status.OK;
        } catch (ExecutionException failed) {
            return Status.fromThrowable(failed.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("the call did not end", e);
        }
    }
}
