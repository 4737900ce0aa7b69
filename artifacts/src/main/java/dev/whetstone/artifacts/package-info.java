/**
 * Immutable bytes, named by their SHA-256 digest: single artifacts, trees of them, and artifacts sealed to one recipient's key.
 * What is read is what was written, or an error that names the digest.
 */
package dev.whetstone.artifacts;
