package dev.whetstone.cli.engine;

import dev.whetstone.cli.CommandFailure;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A file with one row a line, in UTF-8; blank lines are none.
 *
 * @param form of a row, in words
 */
record LinesFile(Path file, String form) {

    /**
     * All rows, at least one. The first line that is none ends the command with its number.
     *
     * @param row reads a line; throws IllegalArgumentException with what is wrong with it
     */
    <T> List<T> read(Function<String, T> row) {
        if (!Files.isRegularFile(file)) {
            throw CommandFailure.usage(file + " does not exist", "Name a JSON Lines file, one " + form + " a line.");
        }
        List<T> rows = rows(row);
        if (rows.isEmpty()) {
            throw CommandFailure.refused(file + " has no line", "Write one " + form + " a line.");
        }
        return rows;
    }

    private <T> List<T> rows(Function<String, T> row) {
        List<T> rows = new ArrayList<>();
        int line = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                line++;
                if (!text.isBlank()) {
                    rows.add(row.apply(text));
                }
            }
        } catch (CharacterCodingException e) {
            throw refused("is not valid UTF-8 after line " + line);
        } catch (IOException e) {
            throw CommandFailure.failed(
                    file + " cannot be read: " + e.getMessage(), "Check the file and its permissions.", e);
        } catch (IllegalArgumentException e) {
            throw refused("line " + line + ": " + e.getMessage());
        }
        return rows;
    }

    private CommandFailure refused(String what) {
        return CommandFailure.refused(file + ": " + what, "Write one " + form + " a line, in UTF-8.");
    }
}
