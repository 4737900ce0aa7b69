package dev.whetstone.engine.train;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Which positions of a pass are read behind a block. */
sealed interface AskedPositions {

    /** What belongs to them. @param all (T, ·) */
    Tensor of(Tensor all);

    /** The gradient by all, where others have none. @param asked (W, ·) */
    Tensor spread(Tensor asked);

    /**
     * @param asked gradient by what {@link #of} gave
     * @param all gradient by what it was given, added to unless they are one tensor
     */
    void add(Tensor asked, Tensor all);

    /** Every position, since the next block attends to all. */
    record All() implements AskedPositions {

        @Override
        public Tensor of(Tensor all) {
            return all;
        }

        @Override
        public Tensor spread(Tensor asked) {
            return asked;
        }

        @Override
        public void add(Tensor asked, Tensor all) {}
    }

    /**
     * Behind the last block, those that a target is predicted from.
     *
     * @param places (W), each once
     * @param total T
     */
    record Predicting(Tensor places, long total) implements AskedPositions {

        @Override
        public Tensor of(Tensor all) {
            return all.index_select(0, places);
        }

        @Override
        public Tensor spread(Tensor asked) {
            Tensor all = torch.zeros(new long[] {total, asked.size(1)}, asked.options());
            add(asked, all);
            return all;
        }

        @Override
        public void add(Tensor asked, Tensor all) {
            all.index_add_(0, places, asked);
        }
    }
}
