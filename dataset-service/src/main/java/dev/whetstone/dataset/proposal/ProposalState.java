package dev.whetstone.dataset.proposal;

/** Where a proposal stands. */
enum ProposalState {
    WAITING,
    /** Its samples are in the regression split. */
    TAKEN_IN,
    /** It never can be; the reason says why. */
    REFUSED
}
