package dev.whetstone.engine.template;

import java.util.Map;

/** An object whose fields {@code set} may change from inside a loop. */
record Namespace(Map<String, Object> fields) {}
