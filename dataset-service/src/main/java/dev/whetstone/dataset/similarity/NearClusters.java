package dev.whetstone.dataset.similarity;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows gathered around representatives: a row joins the first representative it is near to, or becomes one. Only verified pairs count, and
 * being near is not passed on: a chain of small changes is not one cluster.
 */
public final class NearClusters {

    /** Jaccard similarity of five-word shingles from which on two prompts are near. */
    public static final double NEAR = 0.8;

    private final List<Link> links;

    /** A row and a representative that it is near to; the first one of a row is its own. */
    public record Link(int row, int representative, double similarity) {}

    private NearClusters(List<Link> links) {
        this.links = links;
    }

    public static NearClusters of(List<long[]> bands, ShingleCache shingles) {
        NearIndex representatives = new NearIndex();
        List<Link> links = new ArrayList<>();
        for (int row = 0; row < bands.size(); row++) {
            boolean joined = false;
            for (int candidate : representatives.candidates(bands.get(row))) {
                double similarity = shingles.jaccard(candidate, row);
                if (similarity >= NEAR) {
                    links.add(new Link(row, candidate, similarity));
                    joined = true;
                }
            }
            if (!joined) {
                representatives.add(row, bands.get(row));
            }
        }
        return new NearClusters(links);
    }

    /** Ordered by row. */
    public List<Link> links() {
        return List.copyOf(links);
    }
}
