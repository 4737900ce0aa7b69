package dev.whetstone.engine.text;

import dev.whetstone.engine.template.Text;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Encodes a text in which only some characters may form control tokens. */
record MarkedEncoding(ControlTokens controls, NativeTokenizer withControls, NativeTokenizer textOnly) {

    /**
     * Nearly always nobody but the template spells a control token: then the library encodes the text as a whole. Otherwise it
     * is cut at the template's control tokens, and what lies between is encoded as text.
     */
    int[] encode(Text text) {
        List<ControlTokens.Found> spelled = controls.spelled(text.value());
        List<ControlTokens.Found> meant = meant(text, spelled);
        if (meant.size() == spelled.size()) {
            int[] whole = withControls.encode(text.value());
            if (Arrays.equals(controlsIn(whole), ids(meant))) {
                return whole;
            }
        }
        return encodeBetween(text, meant);
    }

    private static List<ControlTokens.Found> meant(Text text, List<ControlTokens.Found> spelled) {
        return spelled.stream()
                .filter(found -> text.isTrusted(found.begin(), found.end()))
                .toList();
    }

    private int[] encodeBetween(Text text, List<ControlTokens.Found> meant) {
        IntStream.Builder ids = IntStream.builder();
        int from = 0;
        boolean strip = false;
        for (ControlTokens.Found found : meant) {
            if (found.begin() < from) {
                continue; // overlaps the one before
            }
            String piece = text.value().substring(from, found.begin());
            addText(ids, stripped(piece, strip, found.token().stripLeft()));
            ids.add(found.token().id());
            from = found.end();
            strip = found.token().stripRight();
        }
        addText(ids, stripped(text.value().substring(from), strip, false));
        return ids.build().toArray();
    }

    private static String stripped(String piece, boolean left, boolean right) {
        String rest = left ? piece.stripLeading() : piece;
        return right ? rest.stripTrailing() : rest;
    }

    private void addText(IntStream.Builder ids, String piece) {
        if (!piece.isEmpty()) {
            Arrays.stream(controls.requireNone(textOnly.encode(piece))).forEach(ids::add);
        }
    }

    private int[] controlsIn(int[] ids) {
        return Arrays.stream(ids).filter(controls::contains).toArray();
    }

    private static int[] ids(List<ControlTokens.Found> found) {
        return found.stream().mapToInt(one -> one.token().id()).toArray();
    }
}
