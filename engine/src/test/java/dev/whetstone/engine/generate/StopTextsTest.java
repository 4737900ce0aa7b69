package dev.whetstone.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class StopTextsTest {

    @Test
    void findsAStopThatCrossesPieces() {
        StopTexts stops = new StopTexts(List.of("END", "\n\n"));
        assertThat(stops.feed("one E")).isEqualTo("one ");
        assertThat(stops.feed("N")).isEmpty();
        assertThat(stops.feed("D two")).isEmpty();
        assertThat(stops.found()).isTrue();
        assertThat(stops.finish()).isEmpty();
    }

    @Test
    void letsOutWhatOnlyLookedLikeAStop() {
        StopTexts stops = new StopTexts(List.of("END"));
        assertThat(stops.feed("EN")).isEmpty();
        assertThat(stops.feed("EN")).isEqualTo("EN");
        assertThat(stops.feed("ding")).isEqualTo("ENding");
        assertThat(stops.found()).isFalse();
    }

    @Test
    void takesTheEarliestOfSeveralStops() {
        StopTexts stops = new StopTexts(List.of("later", "now"));
        assertThat(stops.feed("do it now or later")).isEqualTo("do it ");
    }

    @Test
    void givesBackWhatWasHeldWhenTheTextEnds() {
        StopTexts stops = new StopTexts(List.of("END"));
        assertThat(stops.feed("the E")).isEqualTo("the ");
        assertThat(stops.finish()).isEqualTo("E");
    }

    @Test
    void withoutStopsEverythingPasses() {
        StopTexts stops = new StopTexts(List.of());
        assertThat(stops.feed("anything")).isEqualTo("anything");
    }
}
