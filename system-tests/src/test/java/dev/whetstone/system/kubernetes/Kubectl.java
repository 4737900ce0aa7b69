package dev.whetstone.system.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code kubectl} as one user of one cluster. */
record Kubectl(Path kubeconfig) {

    /** @param warnings what went to the error stream: warnings of the API server are among it */
    record Answer(int status, String output, String warnings) {

        boolean succeeded() {
            return status == 0;
        }

        List<String> lines() {
            return output.lines().toList();
        }
    }

    /** @throws IllegalStateException with what it said when it fails */
    String run(String... arguments) {
        return require(ask("", arguments), arguments);
    }

    /** @param input what it reads at {@code -f -} */
    String runWith(String input, String... arguments) {
        return require(ask(input, arguments), arguments);
    }

    /** Whatever it says, also when it fails. */
    Answer ask(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .put("KUBECACHEDIR", kubeconfig.resolveSibling("kubectl-cache").toString());
        builder.environment().put("NO_PROXY", "127.0.0.1");
        try {
            Process process = builder.start();
            // On a thread of its own: the common pool may have only one, and output that is not read stops the process.
            CompletableFuture<String> errors = CompletableFuture.supplyAsync(
                    () -> text(process.getErrorStream()),
                    task -> Thread.ofVirtual().start(task));
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String output = text(process.getInputStream());
            return new Answer(process.waitFor(), output, errors.join());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String require(Answer answer, String... arguments) {
        if (!answer.succeeded()) {
            throw new IllegalStateException("kubectl " + String.join(" ", arguments) + " ended with status "
                    + answer.status() + ":\n" + answer.output() + answer.warnings());
        }
        return answer.output();
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
