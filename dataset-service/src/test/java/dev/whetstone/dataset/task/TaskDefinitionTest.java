package dev.whetstone.dataset.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.dataset.finding.Waiver;
import dev.whetstone.dataset.row.RowKind;
import dev.whetstone.dataset.row.TargetKind;
import dev.whetstone.dataset.split.SplitShares;
import org.junit.jupiter.api.Test;

import java.time.LocalDate;
import java.util.List;

class TaskDefinitionTest {

    @Test
    void whatIsLeftOutHasItsUsualValue() {
        TaskDefinition definition = TaskJson.read("{}");

        assertThat(definition)
                .isEqualTo(new TaskDefinition(
                        "", RowKind.CHAT, TargetKind.TEXT, "", SplitShares.USUAL, "1", 0, List.of()));
        assertThat(TaskJson.read(TaskJson.write(definition)).digest()).isEqualTo(definition.digest());
    }

    @Test
    void aWaiverNamesACheckAReasonAndADay() {
        LocalDate day = LocalDate.of(2027, 1, 31);

        assertThat(TaskJson.read("""
                                {"target":"json","label":"/risks/0/category","waivers":[{"code":"stale.year","reason":"history","expires":"2027-01-31"}]}""").waivers()).containsExactly(new Waiver("stale.year", "", "history", day));
        assertThatThrownBy(() -> new Waiver("stale.yeer", "", "r", day)).hasMessageContaining("no check 'stale.yeer'");
        assertThatThrownBy(() -> new Waiver("leak.near", "", "r", day)).hasMessageContaining("cannot be waived");
        assertThatThrownBy(() -> new Waiver("secret", "", "r", day)).hasMessageContaining("has to name its row");
        assertThatThrownBy(() -> new Waiver("stale.year", "", " ", day)).hasMessageContaining("waivers.reason");
        assertThatThrownBy(() -> new Waiver("stale.year", "", "r", null)).hasMessageContaining("waivers.expires");
    }

    @Test
    void aTextAnswerHasNoPlaceForALabel() {
        assertThatThrownBy(() -> new TaskDefinition(
                        "", RowKind.CHAT, TargetKind.TEXT, "/category", SplitShares.USUAL, "1", 0, List.of()))
                .hasMessageContaining("put labels into the rows");
    }
}
