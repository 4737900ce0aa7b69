package dev.whetstone.engine.train;

import dev.whetstone.engine.Precision;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.BlockProduct;
import dev.whetstone.engine.torch.Network;
import dev.whetstone.engine.torch.Norm;
import dev.whetstone.engine.torch.VectorSupport;
import org.bytedeco.pytorch.Tensor;

import java.util.Optional;

/** What a pass computes with: its products by weights, what lies between them, and the loss behind them. */
interface PassMath extends AutoCloseable {

    /**
     * The fastest that the network's form and this machine allow.
     *
     * @param orders whether it may keep the weights once more in another order
     */
    static PassMath of(Network network, boolean orders) {
        Optional<BlockProduct> product = BlockProduct.here();
        return product.isPresent()
                        && VectorSupport.suits(network.config(), network.backend())
                        && VectorSupport.wholePieces(network.config())
                ? VectorMath.ready(network, product.get(), orders)
                : OperatorMath.of(network);
    }

    /** Whether a model on the host is computed in vectors. */
    static boolean inVectors(ModelConfig config, Precision precision) {
        return BlockProduct.fits() && VectorSupport.suits(config, precision) && VectorSupport.wholePieces(config);
    }

    /** @param x (T, H) */
    Normed norm(Tensor x, Norm norm);

    /** @param both gate and up, (T, 2·I) */
    Gated gate(Tensor both);

    /** To be called in the scope of the pass. */
    PassAttention attention(PackedRows rows);

    WeightProducts products();

    CompletionLoss loss();

    @Override
    void close();

    /** Rows through their norm. */
    interface Normed {

        /** (T, H) */
        Tensor y();

        /**
         * @param dy (T, H)
         * @param gradient by x is added to it, (T, H) in float32
         */
        void backward(Tensor dy, Tensor gradient);
    }

    /** Gate and up as one. */
    interface Gated {

        /** (T, I) */
        Tensor product();

        /** By gate and up, (T, 2·I). @param dProduct (T, I) */
        Tensor backward(Tensor dProduct);
    }
}
