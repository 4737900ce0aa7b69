package dev.whetstone.cli.report;

import dev.whetstone.cli.report.Item.Answer;
import dev.whetstone.cli.report.Item.Passes;

import java.util.Comparator;
import java.util.List;

/** Every item: a table of what passed, and below it each item's input, reference and answers to open. */
final class ItemSection {

    private static final List<String> ORDER = List.of("prompt-only", "prompt-schema", "few-shot", "adapter");

    private final Html html;
    private final List<Item> items;
    private final List<String> runs;
    private final List<String> criteria;

    private ItemSection(Html html, List<Item> items) {
        this.html = html;
        this.items = items;
        this.runs = items.stream()
                .flatMap(item -> item.answers().stream().map(Answer::run))
                .distinct()
                .sorted(Comparator.comparingInt(run -> ORDER.indexOf(run.split("[ ,]")[0])))
                .toList();
        this.criteria = items.stream()
                .flatMap(item -> item.answers().stream())
                .flatMap(answer -> answer.passes().keySet().stream())
                .distinct()
                .toList();
    }

    static void write(Html html, LoopReport report) {
        if (!report.items().isEmpty()) {
            new ItemSection(html, report.items()).write();
        }
    }

    private void write() {
        html.in(
                "section",
                () -> {
                    html.element("h2", "Items");
                    html.in("p", this::legend, "class", "muted");
                    html.in("div", () -> html.in("table", this::table, "class", "items"), "class", "scroll");
                    html.element("h3", "Inputs, references and answers");
                    html.element(
                            "p", "These are sealed test items: keep them away from training data.", "class", "muted");
                    for (int i = 0; i < items.size(); i++) {
                        open(i, items.get(i));
                    }
                },
                "id",
                "items");
    }

    private void legend() {
        html.text("Marks stand for ");
        html.text(String.join(", ", criteria.stream().map(Brief::words).toList()));
        html.text(", in this order: ");
        html.element("span", "●", "class", "mark good").text(" passed, ");
        html.element("span", "◐", "class", "mark warn").text(" in some repeats, ");
        html.element("span", "○", "class", "mark bad").text(" failed, ");
        html.element("span", "·", "class", "mark").text(" not measured.");
    }

    private void table() {
        html.in(
                "thead",
                () -> html.in("tr", () -> {
                    html.element("th", "Item", "scope", "col");
                    html.element("th", "Label", "scope", "col");
                    runs.forEach(run -> html.element("th", run, "scope", "col"));
                }));
        html.in("tbody", () -> {
            for (int i = 0; i < items.size(); i++) {
                row(i, items.get(i));
            }
        });
    }

    private void row(int index, Item item) {
        html.in("tr", () -> {
            html.in("th", () -> html.element("a", item.id(), "href", "#item-" + index), "scope", "row");
            html.element("td", item.label());
            runs.forEach(run -> html.in("td", () -> item.find(run).ifPresent(this::marks), "class", "marks"));
        });
    }

    private void marks(Answer answer) {
        for (String criterion : criteria) {
            Passes passes = answer.passes().getOrDefault(criterion, new Passes(0, 0));
            String words = Brief.words(criterion) + ": "
                    + (passes.of() == 0 ? "not measured" : passes.passed() + " of " + passes.of());
            html.element(
                    "span", mark(passes), "class", tone(passes), "title", words, "role", "img", "aria-label", words);
        }
    }

    private static String mark(Passes passes) {
        if (passes.of() == 0) {
            return "·";
        }
        return passes.passed() == passes.of() ? "●" : passes.passed() == 0 ? "○" : "◐";
    }

    private static String tone(Passes passes) {
        if (passes.of() == 0) {
            return "mark";
        }
        return passes.passed() == passes.of() ? "mark good" : passes.passed() == 0 ? "mark bad" : "mark warn";
    }

    private void open(int index, Item item) {
        html.in(
                "details",
                () -> {
                    html.element("summary", item.label().isEmpty() ? item.id() : item.id() + ", " + item.label());
                    html.in(
                            "div",
                            () -> {
                                block("Input", item.input());
                                block("Reference", item.reference());
                                item.answers().forEach(this::answer);
                            },
                            "id",
                            "item-" + index);
                },
                "class",
                "item");
    }

    private void answer(Answer answer) {
        html.element("h4", answer.run());
        answer.outputs().forEach(output -> html.element("pre", output.isEmpty() ? "(not kept)" : output));
        if (!answer.notes().isEmpty()) {
            html.in("ul", () -> answer.notes().forEach(note -> html.element("li", note)), "class", "notes");
        }
    }

    private void block(String name, String text) {
        if (!text.isEmpty()) {
            html.element("h4", name);
            html.element("pre", text);
        }
    }
}
