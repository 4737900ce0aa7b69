package dev.whetstone.evaluation.dataset;

import dev.whetstone.contracts.dataset.DatasetVersionPublished;
import dev.whetstone.evaluation.vault.JsonColumn;

/** The published fact as its event JSON. */
class PublishedColumn extends JsonColumn<DatasetVersionPublished> {
    PublishedColumn() {
        super(DatasetVersionPublished.class);
    }
}
