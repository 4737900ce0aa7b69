package dev.whetstone.dataset.ingest;

import static dev.whetstone.dataset.Samples.findings;
import static dev.whetstone.dataset.Samples.lines;
import static dev.whetstone.dataset.Samples.row;
import static dev.whetstone.dataset.Samples.rows;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.contracts.Digest;
import dev.whetstone.dataset.Samples;
import dev.whetstone.dataset.edge.DatasetError;
import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.finding.Place;
import dev.whetstone.dataset.finding.Tally;
import dev.whetstone.dataset.quality.ContentChecks;
import dev.whetstone.dataset.row.Row;
import dev.whetstone.edge.RequestRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

class IngestTest {

    private static final String A = row("a", "What is in it?", "Nothing at all.");
    private static final String B = row("b", "Wie heißt das größte Tier?", "Blauwal.");

    @Test
    void rowsAreKeptWithTheirPlaceAndReadAgainFromTheDisk() {
        try (Upload upload = receive(A + "\n" + B, findings())) {
            assertThat(upload.read()).isEqualTo(2);
            assertThat(upload.digest()).isEqualTo(Digest.of((A + "\n" + B).getBytes(UTF_8)));
            assertThat(upload.rows()).extracting(IngestedRow::line).containsExactly(1L, 2L);
            assertThat(upload.rows().get(1).offset()).isEqualTo(A.length() + 1);
            Row second = upload.read(upload.rows().get(1));
            assertThat(second.askedText()).isEqualTo("Wie heißt das größte Tier?");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s\n%s\n", "%s\r\n%s\r\n", "%s\n%s", "\n%s\n\n  \n%s\n\n"})
    void endsOfLinesAndBlankLinesDoNotMatter(String shape) {
        Findings findings = findings();

        try (Upload upload = receive(shape.formatted(A, B), findings)) {
            assertThat(upload.rows()).extracting(IngestedRow::id).containsExactly("a", "b");
            assertThat(findings.blocked()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " \r\n\n"})
    void aFileWithoutRowsIsEmpty(String content) {
        assertThat(tally(content, Check.FILE_EMPTY).count()).isEqualTo(1);
    }

    @Test
    void aByteOrderMarkIsFoundAndTheFirstRowReadAllTheSame() {
        Findings findings = findings();

        try (Upload upload = receive("\uFEFF" + A + "\n" + B, findings)) {
            assertThat(findings.tally(Check.BOM).count()).isEqualTo(1);
            assertThat(upload.rows()).extracting(IngestedRow::id).containsExactly("a", "b");
            assertThat(upload.read(upload.rows().getFirst()).id()).isEqualTo("a");
        }
    }

    @Test
    void aBadLineIsNamedByLineAndByteAndTheRestIsRead() {
        Findings findings = findings();
        String bad = "{\"messages\":[}";

        try (Upload upload = receive(A + "\n" + bad + "\n" + B, findings)) {
            Tally tally = findings.tally(Check.JSON_MALFORMED);
            assertThat(upload.rows()).hasSize(2);
            assertThat(upload.read()).isEqualTo(3);
            assertThat(tally.samples()).singleElement().satisfies(sample -> {
                assertThat(sample.place().line()).isEqualTo(2);
                assertThat(sample.place().offset()).isBetween(A.length() + 1L + 13, A.length() + 1L + 14);
            });
        }
    }

    @Test
    void aLineOverTheLimitIsPassedOverInBoundedMemory() {
        // Given: 150 MB in one line
        InputStream huge = new SequenceInputStream(
                new ByteArrayInputStream((A + "\n").getBytes(UTF_8)),
                new SequenceInputStream(
                        new Repeated('x', 150_000_000L), new ByteArrayInputStream(("\n" + B).getBytes(UTF_8))));
        Findings findings = findings();

        // When
        try (Upload upload = Samples.receive(huge, Samples.definition(), findings)) {
            // Then
            assertThat(upload.rows()).extracting(IngestedRow::id).containsExactly("a", "b");
            assertThat(findings.tally(Check.LINE_TOO_LONG).samples())
                    .extracting(Tally.Sample::place)
                    .containsExactly(new Place("", 2, A.length() + 1));
        }
    }

    @Test
    void aFileCutShortIsMalformedInItsLastLine() {
        Tally tally = tally(A + "\n" + B.substring(0, 30), Check.JSON_MALFORMED);

        assertThat(tally.samples()).extracting(sample -> sample.place().line()).containsExactly(2L);
    }

    @Test
    void aFaultInTheLastOfManyRowsIsFound() {
        Tally tally = tally(
                lines(rows("r", 5_000, 1)) + "{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]}",
                Check.UTF8_LONE_SURROGATE);

        assertThat(tally.samples()).extracting(sample -> sample.place().line()).containsExactly(5_001L);
    }

    @Test
    void anUploadThatBreaksOffIsRefusedAsCut(@TempDir Path spool) {
        InputStream breaking = new SequenceInputStream(new ByteArrayInputStream(A.getBytes(UTF_8)), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Connection was closed");
            }
        });

        assertThatThrownBy(() -> ingest(spool, Samples.LIMITS).receive(breaking, findings()))
                .isInstanceOfSatisfying(
                        RequestRefused.class, e -> assertThat(e.code()).isEqualTo(DatasetError.UPLOAD_CUT))
                .hasMessageContaining("after " + A.length() + " bytes");
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void tooManyRowsAndTooManyBytesAreRefused(@TempDir Path spool) {
        String content = lines(rows("r", 11, 1));

        assertThatThrownBy(() -> ingest(spool, new IngestLimits(10_000, 10, 1_000_000))
                        .receive(new ByteArrayInputStream(content.getBytes(UTF_8)), findings()))
                .hasMessageContaining("more than 10 rows");
        assertThatThrownBy(() -> ingest(spool, new IngestLimits(10_000, 100, 1_000))
                        .receive(new ByteArrayInputStream(content.getBytes(UTF_8)), findings()))
                .hasMessageContaining("longer than 1000 bytes");
    }

    @Test
    void aSpoolThatCannotBeMadeIsNoSpace(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> ingest(file.resolve("spool"), Samples.LIMITS)
                        .receive(InputStream.nullInputStream(), findings()))
                .isInstanceOfSatisfying(
                        RequestRefused.class, e -> assertThat(e.code()).isEqualTo(DatasetError.NO_SPACE));
    }

    @Test
    void nobodyElseCanOpenWhatIsSpooled(@TempDir Path spool) {
        try (Upload upload =
                ingest(spool, Samples.LIMITS).receive(new ByteArrayInputStream(A.getBytes(UTF_8)), findings())) {
            assertThat(upload.rows()).hasSize(1);
            assertThat(spool).isEmptyDirectory();
        }
    }

    private static Ingest ingest(Path spool, IngestLimits limits) {
        var definition = Samples.definition();
        return new Ingest(
                definition.rowRules(), definition.labelRule(), new ContentChecks(Samples.TODAY, 0), limits, spool);
    }

    private static Upload receive(String content, Findings findings) {
        return Samples.receive(content, Samples.definition(), findings);
    }

    private static Tally tally(String content, Check check) {
        Findings findings = findings();
        receive(content, findings).close();
        return findings.tally(check);
    }

    /** One byte, many times. */
    private static final class Repeated extends InputStream {

        private final int value;
        private long left;

        Repeated(int value, long count) {
            this.value = value;
            this.left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? value : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            int count = (int) Math.min(left, length);
            if (count == 0) {
                return -1;
            }
            Arrays.fill(into, from, from + count, (byte) value);
            left -= count;
            return count;
        }
    }
}
