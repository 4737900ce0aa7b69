package dev.whetstone.engine.train;

import dev.whetstone.engine.LanguageModel;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Digest of everything a run is made of: a work directory continues this run and no other. */
final class RunIdentity {

    private RunIdentity() {}

    static String of(LanguageModel base, LoraRecipe recipe, List<TrainingRow> training, List<TrainingRow> validation) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write((base.name() + base.config() + recipe).getBytes(StandardCharsets.UTF_8));
            for (List<TrainingRow> split : List.of(training, validation)) {
                out.writeInt(split.size());
                for (TrainingRow row : split) {
                    out.writeInt(row.firstTarget());
                    out.writeInt(row.ids().length);
                    for (int id : row.ids()) {
                        out.writeInt(id);
                    }
                }
            }
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
