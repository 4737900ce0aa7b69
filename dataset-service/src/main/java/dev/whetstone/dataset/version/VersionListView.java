package dev.whetstone.dataset.version;

import java.util.List;

/** The newest hundred versions of a task, newest first. */
public record VersionListView(String task, List<VersionView> versions) {}
