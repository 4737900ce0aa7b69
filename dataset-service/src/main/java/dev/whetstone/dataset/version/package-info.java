/**
 * Dataset versions: an upload is examined, split, sealed and published, or refused with its report. Emits DatasetVersionPublished and
 * DatasetVersionRejected.
 */
package dev.whetstone.dataset.version;
