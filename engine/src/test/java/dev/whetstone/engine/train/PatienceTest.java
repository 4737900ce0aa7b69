package dev.whetstone.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class PatienceTest {

    @Test
    void endsAfterSoManyEvaluationsWithoutImprovement() {
        Patience two = new Patience(2, 0);

        assertThat(two.isOut(curve(1, 0.5, 0.6))).isFalse();
        assertThat(two.isOut(curve(1, 0.5, 0.6, 0.5))).isTrue();
        assertThat(two.isOut(curve(1, 0.5, 0.6, 0.4))).isFalse();
    }

    @Test
    void theFirstEvaluationIsAnImprovementEvenWhenItIsWorseThanTheBase() {
        assertThat(new Patience(1, 0).isOut(curve(1, 2))).isFalse();
        assertThat(new Patience(1, 0).isOut(curve(1))).isFalse();
    }

    @Test
    void withoutPatienceNothingEndsTheRun() {
        assertThat(new Patience(0, 0).isOut(curve(1, 2, 3, 4, 5))).isFalse();
    }

    /** Each evaluation improves by less than the minimum on the one before; together they do improve. */
    @Test
    void aSmallImprovementIsNoneUntilSeveralOfThemAddUp() {
        Patience two = new Patience(2, 0.05);

        assertThat(two.isOut(curve(1, 0.50, 0.47, 0.46))).isTrue();
        assertThat(two.isOut(curve(1, 0.50, 0.47, 0.44))).isFalse();
        assertThat(new Patience(2, 0).isOut(curve(1, 0.50, 0.47, 0.46))).isFalse();
    }

    private static List<CurvePoint> curve(double... validationLosses) {
        List<CurvePoint> points = new ArrayList<>();
        for (double loss : validationLosses) {
            points.add(new CurvePoint(points.size(), 1, loss));
        }
        return points;
    }
}
