package dev.whetstone.dataset.task;

import java.util.List;

/** All tasks, by name. */
public record TaskListView(List<TaskView> tasks) {}
