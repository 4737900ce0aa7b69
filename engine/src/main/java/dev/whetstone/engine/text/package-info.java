/**
 * Text in and out of a model: tokenizer, chat template, chats as token ids, and decoding piece by piece. What a user or a
 * data set says is text and nothing else: only the template's own markers become control tokens.
 */
package dev.whetstone.engine.text;
