package dev.whetstone.cli.engine;

import dev.whetstone.cli.CommandFailure;
import dev.whetstone.engine.AdapterException;
import dev.whetstone.engine.ModelException;
import dev.whetstone.engine.constrain.schema.SchemaException;
import dev.whetstone.engine.format.ModelFormatException;
import dev.whetstone.engine.generate.RequestTooLongException;
import dev.whetstone.engine.template.TemplateException;
import dev.whetstone.engine.train.InvalidTrainingDataException;
import dev.whetstone.engine.train.NotEnoughMemoryException;

import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** Turns what the engine refuses into messages and exit codes of the command line. */
final class Explained {

    private Explained() {}

    static <T> T run(Supplier<T> work) {
        try {
            return work.get();
        } catch (NotEnoughMemoryException e) {
            throw CommandFailure.refused(
                    e.getMessage(), "Nothing was trained. See `whetstone engine inspect --max-tokens N --rank R`.");
        } catch (ModelFormatException | ModelException | TemplateException e) {
            throw CommandFailure.refused(
                    e.getMessage(),
                    "Nothing was changed. Supported are Llama, Mistral, Qwen2, Qwen3, SmolLM3 and Gemma 3 (text) with a chat"
                            + " template.");
        } catch (AdapterException e) {
            throw CommandFailure.refused(
                    e.getMessage(), "Nothing was changed. An adapter only fits the base it was trained on.");
        } catch (InvalidTrainingDataException e) {
            throw CommandFailure.refused(
                    e.getMessage(),
                    "Rows count from 0. Correct the row or raise --max-tokens: no row is ever cut or skipped.");
        } catch (SchemaException e) { // its message ends with what to do
            throw CommandFailure.refused(
                    e.getMessage(), "Nothing was generated. engine/README.md lists what is supported.");
        } catch (RequestTooLongException e) {
            throw CommandFailure.refused(e.getMessage(), "Shorten the chat or lower the number of new tokens.");
        } catch (IllegalArgumentException e) { // a chat that cannot be scored: too long, or without an answer
            throw CommandFailure.refused(e.getMessage(), "Nothing was changed. Correct the chat or the options.");
        } catch (UncheckedIOException e) {
            throw CommandFailure.failed(e.getMessage(), "Check the path, its permissions and the room on the disk.", e);
        }
    }
}
