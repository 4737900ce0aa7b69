/** The base model: fetched, imported once, then used in place. */
package dev.whetstone.cli.model;
