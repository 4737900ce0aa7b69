package dev.whetstone.engine.train;

import dev.whetstone.engine.Precision;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.torch.Network;
import dev.whetstone.engine.torch.Norm;
import dev.whetstone.engine.torch.VectorSupport;
import org.bytedeco.pytorch.Tensor;

/** What a pass computes between its matrix products. */
interface PassMath {

    /** The fastest that the network's form and this machine allow. */
    static PassMath of(Network network) {
        return VectorSupport.suits(network.config(), network.backend()) && VectorSupport.wholePieces(network.config())
                ? VectorMath.ready(network)
                : new OperatorMath(network.config(), network.backend());
    }

    /** Whether a model on the host is computed in vectors. */
    static boolean inVectors(ModelConfig config, Precision precision) {
        return VectorSupport.suits(config, precision) && VectorSupport.wholePieces(config);
    }

    /** @param x (T, H) */
    Normed norm(Tensor x, Norm norm);

    /** @param both gate and up, (T, 2·I) */
    Gated gate(Tensor both);

    PassAttention attention(PackedRows rows);

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
