package dev.whetstone.dataset.ingest;

/**
 * One line without its end. The bytes are valid until the next line is read.
 *
 * @param number from 1
 * @param offset of its first byte in the file
 * @param length in bytes, without the line's end
 * @param complete false when the line was longer than the limit: then the bytes are its start
 */
record Line(long number, long offset, byte[] bytes, int length, boolean complete) {

    boolean isBlank() {
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
