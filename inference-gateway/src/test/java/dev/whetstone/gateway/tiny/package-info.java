/** A base model and adapters small enough to be written by formula, whose every answer a test can foretell. */
package dev.whetstone.gateway.tiny;
