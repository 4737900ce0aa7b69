package dev.whetstone.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

class TraceParentTest {

    @Test
    void eventWrittenDuringADeliveryBelongsToItsTrace() throws Exception {
        TraceParent incoming = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        TraceParent outgoing = Delivery.within("channel", TracedWork.after(incoming), TraceParent::next);

        assertThat(outgoing.trace()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(outgoing).isNotEqualTo(incoming);
    }

    @Test
    void aTraceThatNobodyRecordsStaysOne() throws Exception {
        TraceParent incoming = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");

        TraceParent outgoing = Delivery.within("channel", TracedWork.after(incoming), TraceParent::next);

        assertThat(outgoing.value()).endsWith("-00");
    }

    @Test
    void workForAnotherThreadBelongsToTheTraceOfWhoeverGaveIt() throws Exception {
        TraceParent giver = TraceParent.start();
        List<TraceParent> seen = new CopyOnWriteArrayList<>();

        TracedWork.after(giver)
                .run(() -> Thread.ofVirtual().start(TracedWork.carried(() -> seen.add(TraceParent.current()))));

        await().untilAsserted(() -> assertThat(seen).containsExactly(giver));
    }

    @Test
    void innerWorkLeavesTheOuterOneItsTrace() {
        TraceParent outer = TraceParent.start();
        TraceParent inner = TraceParent.start();
        List<TraceParent> seen = new ArrayList<>();

        TracedWork.after(outer).run(() -> {
            TracedWork.after(inner).named("inner").run(() -> seen.add(TraceParent.current()));
            seen.add(TraceParent.current());
        });

        assertThat(seen).extracting(TraceParent::trace).containsExactly(inner.trace(), outer.trace());
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
