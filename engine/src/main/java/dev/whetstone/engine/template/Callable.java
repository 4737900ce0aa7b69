package dev.whetstone.engine.template;

/** Something a template may call. */
@FunctionalInterface
interface Callable {
    Object call(Arguments arguments);
}
