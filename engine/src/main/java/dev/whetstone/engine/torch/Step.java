package dev.whetstone.engine.torch;

import java.util.ArrayList;
import java.util.List;

/** Everything computed in one pass: first the spans of several tokens, then the single tokens. */
public final class Step {

    private final List<Span> prompts;
    private final List<Span> singles;
    private final List<Span> spans;

    public Step(List<Span> spans) {
        prompts = spans.stream().filter(span -> !span.isSingle()).toList();
        singles = spans.stream().filter(Span::isSingle).toList();
        this.spans = new ArrayList<>(prompts);
        this.spans.addAll(singles);
    }

    List<Span> prompts() {
        return prompts;
    }

    List<Span> singles() {
        return singles;
    }

    /** In the order in which their tokens stand in the pass. */
    public List<Span> spans() {
        return spans;
    }

    /** Spans of which logits are wanted, in the order of the logits' rows. */
    public List<Span> wanted() {
        return spans.stream().filter(span -> span.wanted() > 0).toList();
    }

    int tokens() {
        return spans.stream().mapToInt(Span::count).sum();
    }

    int promptTokens() {
        return prompts.stream().mapToInt(Span::count).sum();
    }
}
