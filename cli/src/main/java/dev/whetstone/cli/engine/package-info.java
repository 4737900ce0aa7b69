/** The engine alone, without services: import a model, train an adapter, score and generate. */
package dev.whetstone.cli.engine;
