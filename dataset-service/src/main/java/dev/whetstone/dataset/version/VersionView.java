package dev.whetstone.dataset.version;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.dataset.SplitName;

import java.time.Instant;
import java.util.List;

/** A version as the API shows it. */
public record VersionView(
        String task,
        int number,
        String version,
        String source,
        String origin,
        int rows,
        List<SplitView> splits,
        List<FindingView> findings,
        ArtifactView report,
        Instant createdAt) {

    /** @param share of the rows in train, validation and test; 0 for regression. @param content digest before sealing */
    public record SplitView(
            String name, int rows, double share, boolean sealed, String content, ArtifactView artifact) {}

    /** Bytes in the artifact store. */
    public record ArtifactView(String uri, String digest, long size) {

        static ArtifactView of(ArtifactRef ref) {
            return new ArtifactView(ref.uri().toString(), ref.digest().value(), ref.size());
        }
    }

    static VersionView of(Version version) {
        int rows = version.splits().stream().mapToInt(WrittenSplit::rows).sum();
        int counted = rows - version.split(SplitName.REGRESSION).rows();
        return new VersionView(
                version.task().value(),
                version.number(),
                version.digest().value(),
                version.source().value(),
                version.origin(),
                rows,
                version.splits().stream().map(split -> view(split, counted)).toList(),
                version.findings(),
                ArtifactView.of(version.report()),
                version.createdAt());
    }

    private static SplitView view(WrittenSplit split, int counted) {
        double share = split.name() == SplitName.REGRESSION ? 0 : (double) split.rows() / counted;
        return new SplitView(
                split.name().label(),
                split.rows(),
                share,
                split.name().sealed(),
                split.content().value(),
                ArtifactView.of(split.artifact()));
    }
}
