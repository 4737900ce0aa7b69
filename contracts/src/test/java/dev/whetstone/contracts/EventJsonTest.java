package dev.whetstone.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whetstone.contracts.evaluation.RegressionDetected;
import dev.whetstone.contracts.serving.ServedModel;
import dev.whetstone.contracts.traffic.FeedbackGiven;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

class EventJsonTest {

    private static final EventType FEEDBACK = EventType.of(FeedbackGiven.class);
    private static final Digest BASE = Digest.of("base".getBytes(StandardCharsets.UTF_8));

    @Test
    void ignoresAFieldThatANewerWriterAdded() throws IOException {
        Event event = read("{\"task\":\"a\",\"requestId\":\"r\",\"good\":true,\"stars\":5}");

        assertThat(event).isEqualTo(new FeedbackGiven(new TaskName("a"), "r", true));
    }

    @Test
    void leavesEmptyWhatAnOlderWriterDidNotKnow() throws IOException {
        String json = "{\"task\":\"a\",\"alert\":\"00000000-0000-4000-8000-000000000003\",\"criterion\":\"c\","
                + "\"expected\":0.05,\"outputs\":9,\"failures\":3}";

        RegressionDetected event = (RegressionDetected)
                EventJson.read(EventType.of(RegressionDetected.class), json.getBytes(StandardCharsets.UTF_8));

        assertThat(event.adapter()).isEmpty();
        assertThat(event.rolledBackTo()).isEmpty();
    }

    @Test
    void aModelThatAnswersFreelyIsWrittenAsBeforeThereWereSchemas() throws IOException {
        String json = EventJson.mapper().writeValueAsString(new ServedModel(BASE, Optional.empty()));

        assertThat(json).isEqualTo("{\"base\":\"" + BASE + "\",\"adapter\":null}");
        assertThat(EventJson.mapper().readValue(json, ServedModel.class).outputSchema())
                .isEmpty();
    }

    @Test
    void aModelIsReadWithTheSchemaThatItIsHeldTo() throws IOException {
        ServedModel held = new ServedModel(BASE, Optional.empty(), Optional.of("{\"type\":\"object\"}"));

        String json = EventJson.mapper().writeValueAsString(held);

        assertThat(json).contains("\"outputSchema\":\"{");
        assertThat(EventJson.mapper().readValue(json, ServedModel.class)).isEqualTo(held);
    }

    @Test
    void refusesTextThatIsNotUtf8OrTooDeep() {
        byte[] notUtf8 = "{\"task\":\"a\",\"requestId\":\"rrr\",\"good\":true}".getBytes(StandardCharsets.UTF_8);
        notUtf8[26] = (byte) 0xff;
        assertThatThrownBy(() -> EventJson.read(FEEDBACK, notUtf8)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(IOException.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a duplicate key     | {\"task\":\"a\",\"task\":\"b\",\"requestId\":\"r\",\"good\":true}",
                "trailing text       | {\"task\":\"a\",\"requestId\":\"r\",\"good\":true} {}",
                "a missing field     | {\"task\":\"a\",\"requestId\":\"r\"}",
                "a null for a scalar | {\"task\":\"a\",\"requestId\":\"r\",\"good\":null}",
                "a word for a scalar | {\"task\":\"a\",\"requestId\":\"r\",\"good\":\"true\"}",
                "a bad task name     | {\"task\":\"A b\",\"requestId\":\"r\",\"good\":true}",
                "an empty text       | {\"task\":\"a\",\"requestId\":\" \",\"good\":true}",
                "a cut document      | {\"task\":\"a\",\"requestId\":\"r\""
            })
    void refuses(String what, String json) {
        assertThatThrownBy(() -> read(json)).as(what).isInstanceOf(IOException.class);
    }

    @Test
    void namesTheFieldAndTheValueReceived() {
        assertThatThrownBy(() -> read("{\"task\":\"A b\",\"requestId\":\"r\",\"good\":true}"))
                .hasMessageContaining("task")
                .hasMessageContaining("'A b'");
    }

    private static Event read(String json) throws IOException {
        return EventJson.read(FEEDBACK, json.getBytes(StandardCharsets.UTF_8));
    }
}
