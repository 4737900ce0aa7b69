/**
 * LoRA fine-tuning on chats: loss on the answer only, best checkpoint kept, resumable to the bit, and ended with a reason
 * when it diverges or overfits.
 */
package dev.whetstone.engine.train;
