package dev.whetstone.gateway.openai;

import dev.whetstone.gateway.edge.RequestRefused;
import dev.whetstone.gateway.generation.Answer;
import dev.whetstone.gateway.generation.AnswerListener;
import dev.whetstone.gateway.generation.Cancellation;
import dev.whetstone.gateway.generation.TokenProbability;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.ws.rs.core.StreamingOutput;

/**
 * An answer as server-sent events. The decode thread puts pieces into a queue, which is as long as the answer at most; the caller's own
 * thread writes them, and a comment whenever there was nothing to write for a while, so that nobody on the way closes the connection.
 */
final class ServerSentChunks implements AnswerListener, StreamingOutput {

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final String DONE = "[DONE]";

    private sealed interface Happening {
        record Piece(String text, List<TokenProbability> probabilities) implements Happening {}

        record Finished(Answer answer) implements Happening {}

        record Failed(RequestRefused reason) implements Happening {}
    }

    private final LinkedBlockingQueue<Happening> happenings = new LinkedBlockingQueue<>();
    private final Cancellation cancellation;
    private final boolean usageWanted;

    private ChatChunkView.Header header;

    ServerSentChunks(Cancellation cancellation, boolean usageWanted) {
        this.cancellation = cancellation;
        this.usageWanted = usageWanted;
    }

    /** Must be set before anything is written. */
    void begin(ChatChunkView.Header shared) {
        header = shared;
    }

    @Override
    public void text(String piece, List<TokenProbability> probabilities) {
        happenings.add(new Happening.Piece(piece, probabilities));
    }

    @Override
    public void finished(Answer answer, List<TokenProbability> rest) {
        if (rest.stream().anyMatch(token -> !token.control())) {
            happenings.add(new Happening.Piece("", rest));
        }
        happenings.add(new Happening.Finished(answer));
    }

    @Override
    public void failed(RequestRefused reason) {
        happenings.add(new Happening.Failed(reason));
    }

    @Override
    public void write(OutputStream out) throws IOException {
        try {
            send(out, OpenAiJson.write(header.opening()));
            boolean more = true;
            while (more) {
                more = writeNext(out);
            }
        } catch (IOException e) {
            cancellation.cancel();
            throw e;
        } catch (InterruptedException e) {
            cancellation.cancel();
            Thread.currentThread().interrupt();
        }
    }

    private boolean writeNext(OutputStream out) throws IOException, InterruptedException {
        return switch (happenings.poll(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS)) {
            case null -> {
                out.write(": still working\n\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
                yield true;
            }
            case Happening.Piece piece -> {
                send(out, OpenAiJson.write(header.text(piece.text(), LogprobsView.of(piece.probabilities()))));
                yield true;
            }
            case Happening.Finished finished -> {
                finish(out, finished.answer());
                yield false;
            }
            case Happening.Failed failed -> {
                send(out, OpenAiJson.write(ErrorView.of(failed.reason())));
                yield false;
            }
        };
    }

    private void finish(OutputStream out, Answer answer) throws IOException {
        send(out, OpenAiJson.write(header.finish(answer)));
        if (usageWanted) {
            send(out, OpenAiJson.write(header.usage(answer)));
        }
        send(out, DONE);
    }

    private static void send(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
