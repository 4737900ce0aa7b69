package dev.whetstone.artifacts.s3;

/** What is asked of a bucket, and what its policy must allow for it. */
enum Action {
    LOOK("looking for", "s3:GetObject and s3:ListBucket"),
    READ("reading", "s3:GetObject and s3:ListBucket"),
    STORE("storing", "s3:PutObject and s3:AbortMultipartUpload"),
    SWEEP("listing unfinished uploads below", "s3:ListBucketMultipartUploads and s3:AbortMultipartUpload");

    private final String words;
    private final String permissions;

    Action(String words, String permissions) {
        this.words = words;
        this.permissions = permissions;
    }

    String words() {
        return words;
    }

    String permissions() {
        return permissions;
    }
}
