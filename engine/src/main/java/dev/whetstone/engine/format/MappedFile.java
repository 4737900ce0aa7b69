package dev.whetstone.engine.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Maps a whole file read-only. */
final class MappedFile {

    private MappedFile() {}

    static MemorySegment map(Path file, Arena arena) {
        if (Files.isDirectory(file)) {
            throw new ModelFormatException(file, "opening it", "is a directory", "Name the file itself");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (NoSuchFileException e) {
            throw new ModelFormatException(file, "opening it", "there is no such file", "Check the path", e);
        } catch (IOException e) {
            throw new ModelFormatException(
                    file, "opening it", "cannot be read (" + e + ")", "Check the path and its permissions", e);
        }
    }
}
