package dev.whetstone.engine.template;

import java.util.List;

/** A function given to a template by the program. Arguments and result are strings. */
@FunctionalInterface
public interface TemplateFunction {
    String apply(List<String> arguments);
}
