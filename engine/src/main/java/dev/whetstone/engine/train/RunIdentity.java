package dev.whetstone.engine.train;

import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.format.Sha256;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Digest of everything a run is made of: a work directory continues this run and no other. */
final class RunIdentity {

    private RunIdentity() {}

    static String of(LanguageModel base, LoraRecipe recipe, List<TrainingRow> training, List<TrainingRow> validation) {
        return Sha256.of(base.name() + base.config() + recipe + ofRows(training) + ofRows(validation));
    }

    /** Digest of the tokens of all rows in their order, and of where in each the targets begin. */
    static String ofRows(List<TrainingRow> rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(rows.size());
            for (TrainingRow row : rows) {
                out.writeInt(row.firstTarget());
                out.writeInt(row.ids().length);
                for (int id : row.ids()) {
                    out.writeInt(id);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Sha256.of(bytes.toByteArray());
    }
}
