package dev.whetstone.engine.torch;

import dev.whetstone.engine.vector.Crew;

import java.util.Optional;

/**
 * What a thread that runs sequences through a model keeps between steps: their keys and values, the adapters that run together,
 * and the way single tokens are computed. For one thread.
 */
public final class Session implements AutoCloseable {

    private final Network network;
    private final KvCache cache;
    private final LoraBank bank = new LoraBank();
    private Optional<Crew> crew = Optional.empty();
    private Optional<VectorSingles> vectors = Optional.empty();
    private Optional<VectorDecoder> decoder = Optional.empty();

    /** @param blocks of the key-value cache, {@link KvCache#BLOCK} positions each */
    public Session(Network network, int blocks) {
        this.network = network;
        this.cache = new KvCache(network.config(), network.backend(), blocks);
    }

    /**
     * Room for sequences that lie one after another, as {@link KvCache#blocksOf} has it.
     *
     * @param sequences at once
     * @param capacity tokens of the longest
     */
    public static Session of(Network network, int sequences, int capacity) {
        return new Session(network, sequences * KvCache.blocksFor(capacity));
    }

    /** Worth it before adding token after token to many sequences: takes some seconds the first time, and pays where the processor has vectors. */
    public void prepareDecoding() {
        if (vectors.isEmpty() && VectorSupport.suits(network.config(), network.backend())) {
            crew = Optional.of(new Crew(network.backend().threads()));
            vectors = crew.map(some -> VectorSingles.ready(network.config(), some));
            decoder = crew.flatMap(some -> VectorDecoder.ready(network, some));
        }
    }

    /** What decode steps are computed with, in words. */
    public String kernels() {
        if (decoder.isPresent()) {
            return decoder.get().kernels();
        }
        return vectors.isPresent() ? "operators, attention in vector instructions" : "operators";
    }

    /** How the step is best computed without operators, if it is one of single tokens and the model allows it. */
    Optional<VectorDecoder> decoder(Step step) {
        return step.prompts().isEmpty() ? decoder : Optional.empty();
    }

    public KvCache cache() {
        return cache;
    }

    public LoraBank bank() {
        return bank;
    }

    Attention attention(Step step) {
        return new Attention(network.config(), network.backend(), vectors, cache, step);
    }

    @Override
    public void close() {
        crew.ifPresent(Crew::close);
        bank.close();
        cache.close();
    }
}
