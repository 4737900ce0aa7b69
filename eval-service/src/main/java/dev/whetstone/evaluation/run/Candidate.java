package dev.whetstone.evaluation.run;

import dev.whetstone.contracts.ArtifactRef;
import dev.whetstone.contracts.Digest;
import dev.whetstone.contracts.TaskName;

import java.util.UUID;

/** An adapter that is to be judged, and by which eval on which dataset version. */
public record Candidate(TaskName task, UUID job, Digest dataset, Digest eval, Digest base, ArtifactRef adapter) {}
