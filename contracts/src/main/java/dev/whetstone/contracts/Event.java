package dev.whetstone.contracts;

/** A fact, in the past tense. Each topic has one sealed interface of them; each fact has a JSON Schema and a golden file. */
public interface Event {

    /** The task that the fact is about. */
    TaskName task();

    /** The record's key: facts of one key keep their order. */
    default String key() {
        return task().value();
    }
}
