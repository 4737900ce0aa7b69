package dev.whetstone.engine.train;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.Optional;

/** By the library's operators. */
record OperatorProducts() implements WeightProducts {

    @Override
    public Tensor forward(Tensor x, Tensor weight, Optional<Addend> more) {
        return sum(torch.linear(x, weight), more);
    }

    @Override
    public Tensor backward(Tensor dy, Tensor weight, Optional<Addend> more) {
        return sum(torch.mm(dy, weight), more);
    }

    @Override
    public Tensor narrowed(Tensor x, Tensor factor) {
        return torch.linear(x, factor);
    }

    private static Tensor sum(Tensor product, Optional<Addend> more) {
        return more.map(addend -> product.addmm_(addend.rows(), addend.matrix()))
                .orElse(product);
    }
}
