/**
 * The HTTP edge in OpenAI's shapes: chat completions, whole and streamed, models, and feedback. Unknown fields are accepted; a known field
 * that asks for what this gateway cannot do is an error, never ignored. Emits no events itself.
 */
package dev.whetstone.gateway.openai;
