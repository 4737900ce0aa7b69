package dev.whetstone.cli.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;

class TaskCommandTest {

    private final TaskPack pack = TaskPack.read(Path.of("../examples/governance-summary"));
    private final ObjectNode answer = JsonNodeFactory.instance.objectNode().put("task", "governance-summary");

    @Test
    void anArmThatWillBeLeftOutIsSaidWithItsReasonWhenTheTaskIsApplied() {
        answer.put("prompt_schema_left_out", "schema, #/pattern: the keyword pattern is not supported");

        assertThat(TaskCommand.leftOut(pack, answer))
                .hasValue("Output cannot be held to the eval's schema: schema, #/pattern: the keyword pattern is not"
                        + " supported. Prompt + schema will be left out of this task's evaluations.");
    }

    @Test
    void anAdapterThatCouldNotBeServedSoIsSaidToo() {
        answer.put("prompt_schema_left_out", "upgrade the gateway");
        pack.eval().putObject("serving").put("held_to_schema", true);

        assertThat(TaskCommand.leftOut(pack, answer))
                .hasValueSatisfying(line -> assertThat(line).endsWith("every evaluation of this task will fail."));
    }

    @Test
    void whereNothingIsLeftOutNothingIsSaid() {
        assertThat(TaskCommand.leftOut(pack, answer)).isEmpty();
    }
}
