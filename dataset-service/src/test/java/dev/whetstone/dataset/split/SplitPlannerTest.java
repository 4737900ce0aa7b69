package dev.whetstone.dataset.split;

import static dev.whetstone.contracts.dataset.SplitName.REGRESSION;
import static dev.whetstone.contracts.dataset.SplitName.TEST;
import static dev.whetstone.contracts.dataset.SplitName.TRAIN;
import static dev.whetstone.contracts.dataset.SplitName.VALIDATION;
import static dev.whetstone.dataset.Samples.findings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.contracts.dataset.SplitName;
import dev.whetstone.dataset.Samples;
import dev.whetstone.dataset.finding.Check;
import dev.whetstone.dataset.finding.Findings;
import dev.whetstone.dataset.ingest.IngestedRow;
import dev.whetstone.dataset.ingest.Upload;
import dev.whetstone.dataset.similarity.NearClusters;
import dev.whetstone.dataset.similarity.ShingleCache;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

class SplitPlannerTest {

    private static final SplitShares SHARES = new SplitShares(0.48, 0.12, 0.40);

    private final Findings findings = findings();

    @Test
    void theWholeIsSpreadToWithinARowOfTheShares() {
        Planned planned = plan(Samples.rows("r", 100, 1), Map.of());

        assertThat(planned.count(TRAIN)).isBetween(47, 49);
        assertThat(planned.count(VALIDATION)).isBetween(11, 13);
        assertThat(planned.count(TEST)).isBetween(39, 41);
    }

    @Test
    void everyLabelIsSpreadByTheShares() {
        // Given: a frequent, a rare and many single labels, in no order
        List<String> rows = new ArrayList<>();
        rows.addAll(Samples.rows("often", 300, 1, "label", "often"));
        rows.addAll(Samples.rows("rare", 20, 2, "label", "rare"));
        for (int i = 0; i < 40; i++) {
            rows.addAll(Samples.rows("single" + i, 1, 100 + i, "label", "single-" + i));
        }
        Collections.shuffle(rows, new Random(4));

        // When
        Planned planned = plan(rows, Map.of());

        // Then
        assertThat(planned.count(TRAIN, "often")).isBetween(143, 145);
        assertThat(planned.count(TEST, "often")).isBetween(119, 121);
        assertThat(planned.count(TRAIN, "rare")).isBetween(8, 11);
        assertThat(planned.count(VALIDATION, "rare")).isBetween(1, 4);
        assertThat(planned.count(TEST, "rare")).isBetween(7, 9);
        assertThat(planned.count(TRAIN)).isBetween(172, 174);
        assertThat(planned.count(TEST)).isBetween(143, 145);
    }

    @Test
    void rowsKeepTheirSplitsHoweverTheDataGrowsAndShrinks() {
        // Given
        List<String> first = Samples.rows("first", 120, 1, "label", "x");
        Map<String, SplitName> known = new HashMap<>(plan(first, Map.of()).keys());
        Map<String, SplitName> before = plan(first, Map.of()).byId();

        // When: half of the rows go, many new ones come, then the first ones come back
        List<String> second = new ArrayList<>(first.subList(0, 60));
        second.addAll(Samples.rows("second", 200, 2, "label", "x"));
        Planned grown = plan(second, known);
        known.putAll(grown.keys());
        List<String> third = new ArrayList<>(second);
        third.addAll(first.subList(60, 120));
        Map<String, SplitName> after = plan(third, known).byId();

        // Then
        assertThat(after).containsAllEntriesOf(before).containsAllEntriesOf(grown.byId());
        assertThat(grown.count(TEST)).isBetween(100, 108);
    }

    @Test
    void theOrderOfRowsDoesNotMatterAndTheSaltDoes() {
        List<String> rows = Samples.rows("r", 80, 1);
        List<String> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(9));

        assertThat(plan(shuffled, Map.of()).byId())
                .isEqualTo(plan(rows, Map.of()).byId());
        assertThat(plan(rows, Map.of(), "2").byId())
                .isNotEqualTo(plan(rows, Map.of()).byId());
    }

    @Test
    void aGroupIsNeverDivided() {
        List<String> rows = new ArrayList<>();
        for (int group = 0; group < 30; group++) {
            rows.addAll(Samples.rows("g" + group, 1 + group % 7, group, "group", "group-" + group));
        }

        Planned planned = plan(rows, Map.of());

        for (int group = 0; group < 30; group++) {
            String name = "group-" + group;
            assertThat(IntStream.range(0, planned.rows().size())
                            .filter(row -> planned.rows().get(row).group().equals(name))
                            .mapToObj(row -> planned.plan().of(row))
                            .distinct())
                    .as(name)
                    .hasSize(1);
        }
        assertThat(planned.plan().rows(TEST)).isNotEmpty();
    }

    @Test
    void nearDuplicatesStayTogetherWhateverTheirGroups() {
        List<String> rows = new ArrayList<>(Samples.rows("r", 60, 1));
        String prompt = Samples.prose(new Random(77), 60);
        for (int i = 0; i < 12; i++) {
            rows.add(Samples.row("near-" + i, prompt + " version " + i, "answer", "group", "own-" + i));
        }

        Map<String, SplitName> splits = plan(rows, Map.of()).byId();

        assertThat(IntStream.range(0, 12).mapToObj(i -> splits.get("near-" + i)).distinct())
                .hasSize(1);
    }

    @Test
    void newRowsJoinTheHeldOutRowThatTheyAreNearTo() {
        List<String> rows = Samples.rows("r", 60, 1);
        Planned first = plan(rows, Map.of());
        String held = rows.get(first.plan().rows(TEST).getFirst());
        List<String> grown = new ArrayList<>(rows);
        grown.add(held.replaceFirst("r-[0-9]+", "copy").replaceFirst("\"assistant\",\"content\":\"", "$0different "));

        assertThat(plan(grown, first.keys()).byId()).containsEntry("copy", TEST);
    }

    @Test
    void aRowGoesWhereItSaysAndOthersFollowIt() {
        List<String> rows = new ArrayList<>(Samples.rows("named", 5, 1, "split", "test", "group", "g"));
        rows.addAll(Samples.rows("fellow", 5, 2, "group", "g"));
        rows.addAll(Samples.rows("failure", 2, 3, "split", "regression"));
        rows.addAll(Samples.rows("other", 40, 4));

        Map<String, SplitName> splits = plan(rows, Map.of()).byId();

        assertThat(splits)
                .containsEntry("named-0", TEST)
                .containsEntry("fellow-4", TEST)
                .containsEntry("failure-1", REGRESSION);
    }

    @Test
    void aRowThatNamesAnotherSplitThanBeforeIsFound() {
        List<String> rows = Samples.rows("r", 10, 1, "split", "train");
        Map<String, SplitName> known = new HashMap<>();
        plan(rows, Map.of()).keys().forEach((key, _) -> known.put(key, TEST));

        plan(rows, known);

        assertThat(findings.tally(Check.LEAK_MOVED).count()).isEqualTo(10);
    }

    @Test
    void sharesAddUpToOne() {
        assertThatThrownBy(() -> new SplitShares(0.5, 0.5, 0.5)).hasMessageContaining("test 0.5");
        assertThatThrownBy(() -> new SplitShares(1, 0, 0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new SplitShares(-0.5, 0.5, 1)).hasMessageContaining("splits.train");
    }

    private record Planned(List<IngestedRow> rows, SplitPlan plan) {

        int count(SplitName split) {
            return plan.rows(split).size();
        }

        int count(SplitName split, String label) {
            return (int) plan.rows(split).stream()
                    .filter(row -> rows.get(row).label().equals(label))
                    .count();
        }

        Map<String, SplitName> byId() {
            Map<String, SplitName> splits = new HashMap<>();
            for (int row = 0; row < rows.size(); row++) {
                splits.put(rows.get(row).id(), plan.of(row).orElseThrow());
            }
            return splits;
        }

        Map<String, SplitName> keys() {
            Map<String, SplitName> keys = new HashMap<>();
            for (int row = 0; row < rows.size(); row++) {
                keys.put(SplitKey.of(rows.get(row)), plan.of(row).orElseThrow());
            }
            return keys;
        }
    }

    private Planned plan(List<String> lines, Map<String, SplitName> known) {
        return plan(lines, known, "1");
    }

    private Planned plan(List<String> lines, Map<String, SplitName> known, String salt) {
        try (Upload upload = Samples.receive(Samples.lines(lines), Samples.definition(), findings)) {
            List<IngestedRow> rows = upload.rows();
            NearClusters clusters = NearClusters.of(
                    rows.stream().map(IngestedRow::bands).toList(),
                    new ShingleCache(row -> upload.read(rows.get(row)).askedText()));
            return new Planned(rows, SplitPlanner.plan(SHARES, salt, rows, clusters, known, findings));
        }
    }
}
