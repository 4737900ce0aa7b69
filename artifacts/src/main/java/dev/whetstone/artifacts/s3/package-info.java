/**
 * Artifacts in a bucket of an S3-compatible store: an object is written once, under a key that its digest makes, and read through a local
 * cache. Nothing outside this package sees the SDK.
 */
package dev.whetstone.artifacts.s3;
