/**
 * Output held to a JSON Schema: the grammar of the schema as an automaton over bytes, the tokenizer's vocabulary as a trie, and for each
 * state the set of tokens that may come next (Willard and Louf 2023, "Efficient Guided Generation for Large Language Models").
 */
package dev.whetstone.engine.constrain;
