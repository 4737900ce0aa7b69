package dev.whetstone.dataset.task;

/** Something was published or redefined since the data was examined: examine it again. */
public final class TaskMoved extends RuntimeException {

    TaskMoved(TaskSnapshot now, long expected) {
        super(now.name() + " is at revision " + now.revision() + ", but the data was examined at " + expected);
    }
}
