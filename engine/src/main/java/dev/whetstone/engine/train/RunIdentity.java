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

    static String of(
            LanguageModel base,
            LoraRecipe recipe,
            List<Lesson> training,
            List<Lesson> validation,
            Beginning beginning) {
        String rows = ofLessons(training) + ofLessons(validation);
        return Sha256.of(base.name() + base.config() + recipe + rows + beginning.digest());
    }

    /** Digest of the tokens of all rows in their order, of where in each the targets are, and of labels. */
    static String ofLessons(List<Lesson> lessons) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(lessons.size());
            for (Lesson lesson : lessons) {
                out.writeBoolean(lesson.desirable());
                out.writeInt((int) lesson.all().count());
                for (TrainingRow row : lesson.all().toList()) {
                    write(out, row.places());
                    write(out, row.ids());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Sha256.of(bytes.toByteArray());
    }

    private static void write(DataOutputStream out, int[] numbers) throws IOException {
        out.writeInt(numbers.length);
        for (int number : numbers) {
            out.writeInt(number);
        }
    }
}
