package dev.whetstone.dataset.version;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.dataset.row.SplitLabel;

import java.net.URI;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/** One split of a version. */
@Embeddable
class DatasetSplit {

    private String name;
    private int rows;
    private String content;

    @Column(name = "artifact_uri")
    private String artifactUri;

    @Column(name = "artifact_digest")
    private String artifactDigest;

    @Column(name = "artifact_size")
    private long artifactSize;

    DatasetSplit() {}

    DatasetSplit(WrittenSplit split) {
        name = split.name().label();
        rows = split.rows();
        content = split.content().value();
        artifactUri = split.artifact().uri().toString();
        artifactDigest = split.artifact().digest().value();
        artifactSize = split.artifact().size();
    }

    WrittenSplit value() {
        return new WrittenSplit(
                SplitLabel.require(name),
                rows,
                new Digest(content),
                new ArtifactRef(URI.create(artifactUri), new Digest(artifactDigest), artifactSize));
    }
}
