/** The families of models that the engine knows: each file is one family's {@code config.json}, read into shared parts. */
package dev.whetstone.engine.family;
