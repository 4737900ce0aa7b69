package dev.whetstone.gateway.generation;

/** Hears of live exchanges after they were answered. Called on the decode thread: must neither block nor throw. */
public interface ExchangeListener {

    void completed(CompletedExchange exchange);
}
