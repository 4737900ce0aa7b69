package dev.whetstone.engine.train;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Whether the adapter says answers it was trained on by heart (verbatim extraction; Carlini et al. 2021, 2023): from the first half
 * of an answer on, does greedy decoding say the next {@code tokens} tokens as they were written? The same is asked of rows it has
 * never seen, since text that anybody would go on with in the same way proves nothing.
 *
 * @param tokens that have to be said; of a shorter answer all that are left, {@value MemorisationProbe#LEAST_TOKENS} at least
 * @param tooShort rows of both splits that have not that many left
 * @param shared rows of both splits left out because a row of the other split goes on in the very same words
 * @param worst trained rows that were continued furthest, those that were to the end first
 */
public record Memorisation(
        Finding finding, int tokens, Share trained, Share unseen, int tooShort, int shared, List<Continued> worst) {

    /** What the two shares say. */
    public enum Finding {
        /** No probe was asked for, or one of the splits has no row that is long enough. */
        @JsonProperty("not measured")
        NOT_MEASURED,
        /** No trained row is said by heart. */
        @JsonProperty("none")
        NONE,
        /** Trained rows are, and unseen rows at least as often: the text follows from what stands before it. */
        @JsonProperty("predictable")
        PREDICTABLE,
        /** Trained rows are, more often than unseen ones. */
        @JsonProperty("memorised")
        MEMORISED
    }

    /**
     * Rows of one split.
     *
     * @param rows that were probed
     * @param verbatim those whose continuation is the true one to its last token
     * @param meanTokens said before the first that differs, a row
     */
    public record Share(int rows, int verbatim, double meanTokens) {

        double share() {
            return rows == 0 ? 0 : (double) verbatim / rows;
        }
    }

    /**
     * One row.
     *
     * @param row its number, from 0
     * @param tokens said word for word
     * @param of how many that were asked for
     */
    public record Continued(int row, int tokens, int of) {

        boolean toTheEnd() {
            return tokens == of;
        }
    }

    public Memorisation {
        worst = List.copyOf(worst);
    }

    static Memorisation of(int tokens, Share trained, Share unseen, int tooShort, int shared, List<Continued> worst) {
        return new Memorisation(finding(trained, unseen), tokens, trained, unseen, tooShort, shared, worst);
    }

    private static Finding finding(Share trained, Share unseen) {
        if (trained.rows() == 0 || unseen.rows() == 0) {
            return Finding.NOT_MEASURED;
        }
        if (trained.verbatim() == 0) {
            return Finding.NONE;
        }
        return trained.share() > unseen.share() ? Finding.MEMORISED : Finding.PREDICTABLE;
    }

    /** In one line, rows by number only. */
    public String sentence() {
        String figures = String.format(
                Locale.ROOT,
                "%d of %d trained rows and %d of %d unseen ones are continued word for word for up to %d tokens",
                trained.verbatim(),
                trained.rows(),
                unseen.verbatim(),
                unseen.rows(),
                tokens);
        return switch (finding) {
            case NOT_MEASURED ->
                "memorisation: not measured, " + trained.rows() + " trained and " + unseen.rows()
                        + " unseen rows were probed, " + tooShort + " are too short and " + shared
                        + " go on as a row of the other split does";
            case NONE -> "memorisation: none, " + figures;
            case PREDICTABLE -> "memorisation: cannot be told from text that is easy to predict, " + figures;
            case MEMORISED -> "memorisation: " + figures + "; trained rows " + worstRows();
        };
    }

    private String worstRows() {
        return worst.stream()
                .filter(Continued::toTheEnd)
                .map(row -> String.valueOf(row.row()))
                .collect(Collectors.joining(", "));
    }
}
