package dev.whetstone.engine.train;

/** How often to read the rows when nobody said: OpenAI's rule for {@code n_epochs: auto}, few rows more often, very many less. */
public final class AutoEpochs {

    private static final int USUAL = 3;
    private static final int FEWEST_EXAMPLES = 100;
    private static final int MOST_EXAMPLES = 25_000;
    private static final int MOST = 25;

    private AutoEpochs() {}

    /**
     * 3 for most; so many that 100 rows are read, 25 at most, where 3 would read fewer; so few that 25,000 are, 1 at least, where 3 would
     * read more.
     *
     * @param rows of the training split, at least 1
     */
    public static int of(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("rows is " + rows + ": it must be at least 1");
        }
        if ((long) rows * USUAL < FEWEST_EXAMPLES) {
            return Math.min(MOST, FEWEST_EXAMPLES / rows);
        }
        if ((long) rows * USUAL > MOST_EXAMPLES) {
            return Math.max(1, MOST_EXAMPLES / rows);
        }
        return USUAL;
    }
}
