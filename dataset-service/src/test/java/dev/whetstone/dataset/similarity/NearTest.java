package dev.whetstone.dataset.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whetstone.dataset.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

class NearTest {

    @Test
    void jaccardIsTheShareOfWhatIsCommon() {
        assertThat(Shingles.jaccard(new long[] {1, 2, 3}, new long[] {2, 3, 4})).isEqualTo(0.5);
        assertThat(Shingles.jaccard(new long[] {1}, new long[] {1})).isEqualTo(1);
        assertThat(Shingles.jaccard(new long[0], new long[0])).isZero();
    }

    /** P = 1 − (1 − s⁸)¹⁴, over 2,000 pairs of sets of exactly that similarity. */
    @ParameterizedTest
    @CsvSource({"0.9, 0.9996", "0.8, 0.924", "0.7, 0.567", "0.5, 0.053"})
    void bandsMeetAsOftenAsTheoryHasIt(double similarity, double expected) {
        Random random = new Random(11);
        int met = 0;
        for (int trial = 0; trial < 2_000; trial++) {
            long[] all = random.longs(190).toArray();
            int common = (int) Math.round(similarity * 190);
            int rest = 190 - common;
            long[] a = LongStream.concat(Arrays.stream(all, 0, common), Arrays.stream(all, common, common + rest / 2))
                    .toArray();
            long[] b = LongStream.concat(Arrays.stream(all, 0, common), Arrays.stream(all, common + rest / 2, 190))
                    .toArray();
            met += shareBand(MinHash.bands(a), MinHash.bands(b)) ? 1 : 0;
        }
        assertThat(met / 2_000.0).isCloseTo(expected, within(0.03));
    }

    @Test
    void aCopyWithOneWordChangedJoinsItsOriginal() {
        List<String> texts = prose(200);
        for (int i = 0; i < 20; i++) {
            texts.add(texts.get(i * 10).replaceFirst(" [a-z]+ ", " changed "));
        }

        List<NearClusters.Link> links = clusters(texts).links();

        assertThat(links).hasSizeGreaterThanOrEqualTo(18).allSatisfy(link -> {
            assertThat(link.representative()).isEqualTo((link.row() - 200) * 10);
            assertThat(link.similarity()).isBetween(0.8, 1.0);
        });
    }

    @Test
    void beingNearIsNotPassedOn() {
        // Given: a chain in which each text differs a little from the one before
        List<String> texts = new ArrayList<>();
        String[] words = prose(1).getFirst().split(" ");
        for (int step = 0; step < 12; step++) {
            texts.add(String.join(" ", words));
            words[step * 9] = "step" + step;
        }

        // When
        List<NearClusters.Link> links = clusters(texts).links();

        // Then
        assertThat(links)
                .extracting(NearClusters.Link::representative)
                .doesNotContain(11)
                .contains(0);
        assertThat(links.stream().filter(link -> link.representative() == 0).map(NearClusters.Link::row))
                .doesNotContain(10, 11);
    }

    @Test
    void rowsThatAreAllAlikeStayQuick() {
        String text = prose(1).getFirst();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            texts.add(text + " " + i);
        }

        assertThat(clusters(texts).links()).hasSize(4_999).allMatch(link -> link.representative() == 0);
    }

    @Test
    void shortTextsHaveNoShingles() {
        assertThat(Shingles.of(Words.hashes("only four words here"), Shingles.NEAR))
                .isEmpty();
        assertThat(MinHash.bands(new long[0])).isEmpty();
    }

    private static List<String> prose(int count) {
        Random random = new Random(5);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(Samples.prose(random, 120));
        }
        return texts;
    }

    private static NearClusters clusters(List<String> texts) {
        List<long[]> bands = texts.stream()
                .map(text -> MinHash.bands(Shingles.of(Words.hashes(text), Shingles.NEAR)))
                .toList();
        return NearClusters.of(bands, new ShingleCache(texts::get));
    }

    private static boolean shareBand(long[] a, long[] b) {
        for (int i = 0; i < a.length; i++) {
            if (a[i] == b[i]) {
                return true;
            }
        }
        return false;
    }
}
