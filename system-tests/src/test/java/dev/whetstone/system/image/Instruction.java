package dev.whetstone.system.image;

import java.util.List;
import java.util.Map;

/** What our Containerfiles say, and nothing else: no RUN, no shell. */
sealed interface Instruction {

    /** A variable with its default, for FROM. */
    record Arg(String name, String value) implements Instruction {}

    record From(String image) implements Instruction {}

    /** A folder of the context whose content comes into a folder of the image. */
    record Copy(String source, String target) implements Instruction {}

    record User(String user) implements Instruction {}

    record Env(Map<String, String> variables) implements Instruction {}

    record Workdir(String directory) implements Instruction {}

    record Expose(List<Integer> ports) implements Instruction {}

    record Entrypoint(List<String> command) implements Instruction {}
}
