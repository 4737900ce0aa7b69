package dev.whetstone.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TraceParentTest {

    @Test
    void eventWrittenDuringADeliveryBelongsToItsTrace() throws Exception {
        TraceParent incoming = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        TraceParent outgoing = Delivery.within("channel", TracedWork.after(incoming), TraceParent::next);

        assertThat(outgoing.trace()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(outgoing).isNotEqualTo(incoming);
    }

    @Test
    void eventWrittenOutsideStartsATrace() {
        assertThat(TraceParent.next().trace()).isNotEqualTo(TraceParent.next().trace());
        assertThat(TraceParent.parse(TraceParent.next().value())).isPresent();
    }

    @Test
    void otherTextIsNoTrace() {
        assertThat(TraceParent.parse("garbage")).isEmpty();
        assertThat(TraceParent.parse(null)).isEmpty();
        assertThatThrownBy(() -> new TraceParent("garbage")).hasMessageContaining("but got 'garbage'");
    }
}
