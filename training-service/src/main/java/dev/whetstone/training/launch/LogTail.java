package dev.whetstone.training.launch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The end of a worker's log, short enough for an event's message. */
public final class LogTail {

    public static final int LINES = 12;
    private static final int BYTES = 2_000;

    private LogTail() {}

    /** Empty when the file cannot be read: a missing log must not hide the failure it would explain. */
    static String of(Path file) {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(Math.max(0, log.length() - BYTES));
            byte[] end = new byte[(int) (log.length() - log.getFilePointer())];
            log.readFully(end);
            return of(new String(end, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return "";
        }
    }

    public static String of(String log) {
        String end = log.length() <= BYTES ? log : log.substring(log.length() - BYTES);
        List<String> lines = end.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }
}
