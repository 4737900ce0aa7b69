/** OpenAI's rows for fine-tuning, read strictly: chats with weights and tools, pairs of answers, and judged answers beside them. */
package dev.whetstone.engine.openai;
